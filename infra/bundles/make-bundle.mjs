import { createHash } from 'node:crypto'
import { once } from 'node:events'
import {
  createWriteStream,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { createGzip } from 'node:zlib'
import { pack } from '../go/pack.mjs'
import { bundledLicences } from './licences.mjs'
import { zip } from './zip.mjs'

/** The top folder of every bundle. */
const TOP = 'goherd-agent'
/** What a host runs; the rest of the build is for those who import the agent's disk. */
const LIB = new Set(['goherd-agent.mjs', 'unpack-worker.mjs'])
const LAUNCHERS = {
  unix: ['goherd-agent', 'goherd-agent-service'],
  windows: ['goherd-agent.cmd', 'goherd-agent-service.cmd'],
}

/**
 * @typedef {{
 *   platform: import('./platforms.mjs').Platform,
 *   version: string,
 *   runtime: import('./runtime.mjs').RuntimeFiles | undefined,
 *   root: string,
 *   agent?: string,
 *   out: string,
 *   level: number,
 * }} BundleOrder
 * runtime: undefined for a bundle that runs with the Node that is there; root: the clone; agent: the folder with the agent's built
 * files; out: where the bundle goes; level: of the compression, 1 to 9
 */

/**
 * Makes one bundle. The same files, runtime and level give the same bytes: entries are sorted, owners, times and modes are fixed.
 * @param {BundleOrder} order
 * @returns {Promise<import('./index-file.mjs').Bundle>}
 */
export async function makeBundle(order) {
  const { platform, version, runtime, out, level } = order
  const filename = `goherd-agent-${version}-${platform.name}.${platform.archive}`
  mkdirSync(out, { recursive: true })
  const work = mkdtempSync(join(out, '.making-'))
  try {
    const entries = entriesOf(order, work)
    const made = join(work, filename)
    if (platform.archive === 'zip') writeFileSync(made, zip(entries, level))
    else await packTarGz(entries, made, level)
    const sha256 = createHash('sha256').update(readFileSync(made)).digest('hex')
    const { size } = statSync(made)
    renameSync(made, join(out, filename))
    return { version, platform: platform.name, filename, sha256, size, node: runtime?.version ?? null }
  } finally {
    rmSync(work, { recursive: true, force: true })
  }
}

/** @param {BundleOrder} order @param {string} work a folder for files that are made here */
function entriesOf({ platform, version, runtime, root, agent }, work) {
  const built = join(root, 'apps/agent/dist')
  const isWindows = platform.archive === 'zip'
  const text = (/** @type {string} */ name, /** @type {string} */ body) => {
    writeFileSync(join(work, name), body)
    return join(work, name)
  }
  const lib = readdirSync(agent ?? built).filter((name) => LIB.has(name))
  const maps = lib.map((name) => join(built, `${name}.map`))
  const about = JSON.stringify({ version, platform: platform.name, node: runtime?.version ?? null })
  return [
    file('LICENSE', join(root, 'LICENSE')),
    file('LICENSE.packages', text('packages', bundledLicences(maps, join(root, 'node_modules')))),
    ...(runtime?.licence ? [file('LICENSE.node', runtime.licence)] : []),
    ...LAUNCHERS[isWindows ? 'windows' : 'unix'].map((name) =>
      file(`bin/${name}`, join(root, 'apps/agent/launchers', name), true),
    ),
    file('lib/bundle.json', text('about', `${about}\n`)),
    ...lib.map((name) => file(`lib/${name}`, join(agent ?? built, name))),
    ...(runtime ? [file(isWindows ? 'lib/node.exe' : 'lib/node', runtime.program, true)] : []),
  ].sort((a, b) => (a.name < b.name ? -1 : 1))
}

/** @param {string} name below the top folder @param {string} source @param {boolean} [executable] @returns {import('../go/pack.mjs').Entry} */
function file(name, source, executable = false) {
  return { name: `${TOP}/${name}`, kind: 'file', executable, size: statSync(source).size, source }
}

/** @param {import('../go/pack.mjs').Entry[]} entries @param {string} path @param {number} level */
async function packTarGz(entries, path, level) {
  const gzip = createGzip({ level, chunkSize: 1 << 18 })
  const written = createWriteStream(path)
  gzip.pipe(written)
  const closed = once(written, 'close')
  await pack(entries, gzip)
  await closed
}
