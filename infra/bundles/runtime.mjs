import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { run } from '../process/run.mjs'
import { Problem } from '../say/problem.mjs'

/**
 * A Node program for a bundle, and its licence where there is one.
 * @typedef {{ program: string, licence: string | undefined, version: string }} RuntimeFiles
 */

/**
 * The pinned runtime of a platform, from the cache or by `npm pack`. Its bytes are those of the pinned integrity.
 * @param {import('./platforms.mjs').Runtime} runtime
 * @param {{ cache: string, signal?: AbortSignal }} options cache: a folder that is kept between runs
 * @returns {Promise<RuntimeFiles | undefined>} undefined when the registry cannot be reached
 * Throws Problem `runtime_changed` when the registry serves other bytes.
 */
export async function fetchRuntime(runtime, { cache, signal }) {
  const name = `${runtime.package}-${runtime.version}`
  const folder = join(cache, name)
  const program = join(folder, 'package', runtime.program)
  if (existsSync(program)) return filesOf(runtime, folder)
  mkdirSync(cache, { recursive: true })
  const packed = join(cache, `${name}.tgz`)
  if (!existsSync(packed) && !(await npmPack(runtime, cache, signal))) return undefined
  refuseOtherBytes(runtime, packed)
  const fresh = `${folder}.new`
  rmSync(fresh, { recursive: true, force: true })
  mkdirSync(fresh)
  await run('tar', ['-xzf', packed, '-C', fresh, '--exclude=package/include', '--exclude=package/share'], {
    signal,
  })
  renameSync(fresh, folder)
  rmSync(packed)
  return filesOf(runtime, folder)
}

/** @param {import('./platforms.mjs').Runtime} runtime @param {string} folder @returns {RuntimeFiles} */
function filesOf(runtime, folder) {
  const licence = join(folder, 'package/LICENSE')
  return {
    program: join(folder, 'package', runtime.program),
    licence: existsSync(licence) ? licence : undefined,
    version: runtime.version,
  }
}

/** @param {import('./platforms.mjs').Runtime} runtime @param {string} cache @param {AbortSignal | undefined} signal */
async function npmPack(runtime, cache, signal) {
  const args = ['pack', `${runtime.package}@${runtime.version}`, '--silent', '--pack-destination', cache]
  try {
    await run('npm', args, { signal })
    return true
  } catch (error) {
    if (error instanceof Problem && error.code === 'command_failed') return false
    throw error
  }
}

/** @param {import('./platforms.mjs').Runtime} runtime @param {string} packed */
function refuseOtherBytes(runtime, packed) {
  const found = `sha512-${createHash('sha512').update(readFileSync(packed)).digest('base64')}`
  if (found === runtime.integrity) return
  rmSync(packed)
  throw new Problem(
    'runtime_changed',
    `${runtime.package} ${runtime.version} is not what was pinned: it has ${found}`,
    { hint: 'Find out who changed it. If the package is right, pin it anew in infra/bundles/platforms.mjs.' },
  )
}

/**
 * The Node that runs this, where its program is whole by itself; undefined for one that needs libraries of its distribution.
 * @returns {RuntimeFiles | undefined}
 */
export function runningRuntime() {
  const { variables } = process.config
  const shared = Object.entries(variables).some(
    ([name, value]) => /^node_shared/.test(name) && value === true,
  )
  if (shared) return undefined
  const licence = [dirname(process.execPath), join(dirname(process.execPath), '..')]
    .map((folder) => join(folder, 'LICENSE'))
    .find((path) => existsSync(path))
  return { program: process.execPath, licence, version: process.versions.node }
}
