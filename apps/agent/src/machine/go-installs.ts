import { posix, win32 } from 'node:path'
import type { FoundGo, GoOrigin } from '@goherd/model'
import { parseGoVersion } from '@goherd/model'
import type { MachinePort } from './port.js'

/** What of a machine Gos are looked for in: another user's home and environment can stand in for the agent's own. */
type GoPlaces = Pick<MachinePort, 'os' | 'home' | 'env' | 'list' | 'read' | 'real'>

/** Whose Go lies at a path, told by the path alone; links are to be resolved before. `root` is the agent's own. Pure. */
export function goOriginOf(path: string, root: string): GoOrigin {
  const p = path.replaceAll('\\', '/')
  const own = root.replaceAll('\\', '/')
  if (p.startsWith(`${own}/`)) return 'managed'
  return RULES.find(([, pattern]) => pattern.test(p))?.[0] ?? 'unknown'
}

const RULES: readonly (readonly [GoOrigin, RegExp])[] = [
  ['toolchain', /\/golang\.org\/toolchain@/],
  ['other-root', /\/releases\/go\d[^/]*\/bin\/|\/current\/bin\//],
  ['mise', /\/mise\/(installs|shims)\//],
  ['asdf', /\/\.asdf\//],
  ['snap', /^\/(var\/lib\/snapd\/)?snap\//],
  ['homebrew', /\/(Cellar|homebrew|linuxbrew)\//],
  ['sdk', /\/sdk\/go[^/]*\//],
  ['usr-local', /^\/usr\/local\/go\/|^[A-Z]:\/(Program Files|Go)\//i],
  ['distribution', /^\/usr\/(lib(64)?\/(go|golang)|share\/go|bin\/go)/],
]

/**
 * The Gos of a machine that lie where people put them, and those on PATH, with their releases as their own VERSION files say; none of
 * them is run, because an agent that is root must not run what others may write. Each program once, those on PATH first.
 */
export function findGos(port: GoPlaces, root: string): FoundGo[] {
  const seen = new Set<string>()
  return [...onPath(port), ...inKnownPlaces(port)].flatMap((path) => {
    const real = port.real(path)
    if (real === undefined || seen.has(real)) return []
    seen.add(real)
    return [{ path, origin: originOf(port, path, real, root), release: releaseOf(port, real) }]
  })
}

function originOf(port: GoPlaces, path: string, real: string, root: string): GoOrigin {
  const origin = goOriginOf(real, port.real(root) ?? root)
  // A shim is a program of its manager's: where it was found says whose it is.
  return origin === 'unknown' ? goOriginOf(path, root) : origin
}

function onPath(port: GoPlaces): string[] {
  const { join, delimiter } = port.os === 'win32' ? win32 : posix
  const folders = (port.env.PATH ?? port.env.Path ?? '').split(delimiter).filter((folder) => folder !== '')
  return folders.map((folder) => join(folder, programName(port)))
}

function programName(port: GoPlaces): string {
  return port.os === 'win32' ? 'go.exe' : 'go'
}

function inKnownPlaces(port: GoPlaces): string[] {
  const { home } = port
  if (port.os === 'win32') {
    const roots = ['C:\\Program Files\\Go', 'C:\\Go', ...versionsIn(port, win32.join(home, 'sdk'), win32)]
    return roots.map((folder) => win32.join(folder, 'bin', 'go.exe'))
  }
  const data = port.env.XDG_DATA_HOME || `${home}/.local/share`
  const folders = [
    '/usr/local/go',
    ...versionsIn(port, `${home}/sdk`),
    ...versionsIn(port, '/usr/lib').filter((path) => /\/go(-[\d.]+|lang)?$/.test(path)),
    '/usr/lib64/golang',
    ...versionsIn(port, `${port.env.MISE_DATA_DIR || `${data}/mise`}/installs/go`),
    ...versionsIn(port, `${port.env.ASDF_DATA_DIR || `${home}/.asdf`}/installs/golang`).map((p) => `${p}/go`),
    '/snap/go/current',
    '/opt/homebrew/opt/go/libexec',
    '/usr/local/opt/go/libexec',
    '/home/linuxbrew/.linuxbrew/opt/go/libexec',
  ]
  return folders.map((folder) => `${folder}/bin/go`)
}

function versionsIn(port: GoPlaces, folder: string, path: typeof posix = posix): string[] {
  return (port.list(folder) ?? []).map((name) => path.join(folder, name))
}

/** The first line of the VERSION file two folders above the program. */
function releaseOf(port: GoPlaces, program: string): string | null {
  const { dirname, join } = port.os === 'win32' ? win32 : posix
  const line =
    port
      .read(join(dirname(dirname(program)), 'VERSION'))
      ?.split('\n')[0]
      ?.trim() ?? ''
  // Distributions and vendors add words: "go1.22.12 X:boringcrypto".
  const name = line.split(/[\s-]/)[0] ?? ''
  return parseGoVersion(name) === undefined || !name.startsWith('go') ? null : name
}
