import { existsSync, lstatSync, readdirSync, readFileSync, readlinkSync, statSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'

/**
 * Lists the Go tree of two unpacked Debian packages as the official archives have it. Debian spreads it over `/usr/lib/go-1.N` and
 * `/usr/share/go-1.N` with links between them; here every link is followed, and the second folder fills in what the first lacks.
 * @param {string} unpacked folder that stands for `/`
 * @param {string} line `1.22`
 * @returns {{ version: string, entries: import('./pack.mjs').Entry[] }} entries sorted by name, the first is `go`
 */
export function listDebianTree(unpacked, line) {
  const tops = [`usr/lib/go-${line}`, `usr/share/go-${line}`]
    .map((path) => join(unpacked, path))
    .filter((path) => existsSync(path))
  /** @type {Map<string, import('./pack.mjs').Entry>} */
  const entries = new Map()
  for (const top of tops) add(entries, unpacked, top, 'go')
  const version =
    readFileSync(entries.get('go/VERSION')?.source ?? join(unpacked, 'VERSION'), 'utf8').split('\n')[0] ?? ''
  return {
    version: version.trim(),
    entries: [...entries.values()].sort((a, b) => (a.name < b.name ? -1 : 1)),
  }
}

/**
 * @param {Map<string, import('./pack.mjs').Entry>} entries
 * @param {string} unpacked
 * @param {string} path
 * @param {string} name
 */
function add(entries, unpacked, path, name) {
  const source = follow(unpacked, path)
  const stat = statSync(source)
  if (stat.isDirectory()) {
    if (!entries.has(name)) entries.set(name, { name, kind: 'folder', executable: true, size: 0, source })
    for (const child of readdirSync(source)) add(entries, unpacked, join(source, child), `${name}/${child}`)
  } else if (stat.isFile() && !entries.has(name)) {
    entries.set(name, { name, kind: 'file', executable: (stat.mode & 0o111) !== 0, size: stat.size, source })
  }
}

/** Follows links inside the unpacked tree, an absolute one from its top. @param {string} unpacked @param {string} path */
function follow(unpacked, path) {
  let at = path
  for (let hops = 0; hops < 10 && lstatSync(at).isSymbolicLink(); hops++) {
    const target = readlinkSync(at)
    at = target.startsWith('/') ? join(unpacked, target) : resolve(dirname(at), target)
  }
  return at
}
