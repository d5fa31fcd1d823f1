#!/usr/bin/env node
// Completes package-lock.json after a dependency was added: `npm run lock`. A registry that lacks the binaries of other platforms
// makes npm leave them out of the lock file, which `npm ci` then refuses as out of step, on every platform. Their versions are exact
// in the package that wants them; npm skips them where their os and cpu do not match.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { replaceFile } from './replace-file.mjs'
import { root } from './root.mjs'

const OS = new Map(
  ['android', 'darwin', 'freebsd', 'linux', 'netbsd', 'openbsd', 'openharmony', 'sunos', 'aix', 'win32'].map(
    (os) => [os, os],
  ),
).set('windows', 'win32')
const CPU = new Map(
  ['x64', 'arm64', 'arm', 'ia32', 'ppc64', 'riscv64', 's390x', 'loong64', 'mips64el', 'wasm32'].map((cpu) => [
    cpu,
    cpu,
  ]),
).set('64', 'x64')

/**
 * The platform that a package of binaries names in its own name; undefined when it names none.
 * @param {string} name such as `@esbuild/linux-x64` or `@swc/core-linux-arm64-musl`
 * @returns {{ os?: string[], cpu?: string[], libc?: string[] } | undefined}
 */
export function platformOf(name) {
  const words = name.split(/[/-]/)
  const os = words.map((word) => OS.get(word)).find(Boolean)
  const cpu = words.map((word) => CPU.get(word)).find(Boolean)
  if (!cpu || !(os || cpu === 'wasm32')) return undefined
  const libc = /musl/.test(name) ? 'musl' : os === 'linux' && /gnu/.test(name) ? 'glibc' : undefined
  return { ...(os ? { os: [os] } : {}), cpu: [cpu], ...(libc ? { libc: [libc] } : {}) }
}

/**
 * True when the packages of a lock file give a package what it asks for, in its own folder or one above.
 * @param {Record<string, unknown>} packages @param {string} from @param {string} name
 */
function resolves(packages, from, name) {
  for (let at = from; ; at = at.slice(0, Math.max(0, at.lastIndexOf('node_modules/') - 1))) {
    if (packages[`${at === '' ? '' : `${at}/`}node_modules/${name}`]) return true
    if (at === '') return false
  }
}

/**
 * The entries that a lock file lacks, by path.
 * @param {Record<string, any>} packages of the lock file
 */
export function missingEntries(packages) {
  /** @type {Record<string, object>} */
  const missing = {}
  for (const [path, entry] of Object.entries(packages)) {
    for (const [name, version] of Object.entries(entry.optionalDependencies ?? {})) {
      const platform = platformOf(name)
      if (!platform || !/^\d+\.\d+\.\d+/.test(version) || resolves(packages, path, name)) continue
      const { cpu, libc, os } = platform
      // In npm's own order, so that it finds nothing to rewrite.
      missing[`node_modules/${name}`] = {
        version,
        cpu,
        ...(entry.dev ? { dev: true } : {}),
        ...(libc ? { libc } : {}),
        optional: true,
        ...(os ? { os } : {}),
      }
    }
  }
  return missing
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const file = join(root, 'package-lock.json')
  const lock = JSON.parse(readFileSync(file, 'utf8'))
  const missing = missingEntries(lock.packages)
  const all = Object.entries({ ...lock.packages, ...missing }).sort(([a], [b]) => a.localeCompare(b, 'en'))
  replaceFile(file, `${JSON.stringify({ ...lock, packages: Object.fromEntries(all) }, null, 2)}\n`)
  console.log(`${Object.keys(missing).length} packages of other platforms added to package-lock.json`)
}
