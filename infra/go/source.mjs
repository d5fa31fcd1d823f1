import { existsSync, mkdirSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { Problem } from '../say/problem.mjs'
import { root } from '../setup/root.mjs'
import { distribution } from './debian-apt.mjs'
import { LINES, makeDebianReleases } from './debian-releases.mjs'
import { downloadReleases, OFFICIAL, readIndex } from './official.mjs'

/** How long the official site may take to answer before it counts as out of reach. */
const PATIENCE_MS = 3_000

/** Where repackaged and downloaded releases are kept, shared by `npm start` and `npm test`. */
export function cacheFolder(env = process.env) {
  return resolve(env.GOHERD_GO_CACHE || join(root, '.cache/go'))
}

/**
 * Where a server gets its Go from.
 * @typedef {{ source: string, why: string }} GoSource `source` is a folder or an URL as the server takes it
 */

/**
 * Finds a source of real Go releases: the one that was given, else the official site, else the distribution's packages.
 * @param {{ env?: NodeJS.ProcessEnv, signal?: AbortSignal, note?: (text: string) => void }} [options]
 * @returns {Promise<GoSource>}
 * Throws Problem `no_go_source` when there is none.
 */
export async function findGoSource({ env = process.env, signal, note = () => {} } = {}) {
  if (env.GOHERD_GO_SOURCE) return { source: given(env.GOHERD_GO_SOURCE), why: 'given in GOHERD_GO_SOURCE' }
  const folder = cacheFolder(env)
  if (existsSync(join(folder, 'dl.json'))) return { source: folder, why: 'kept from an earlier run' }
  note(`asking ${OFFICIAL}`)
  if (await readIndex(OFFICIAL, { timeoutMs: PATIENCE_MS, signal }))
    return { source: OFFICIAL, why: 'the official site' }
  const from = distribution()
  if (!from) throw noSource('this machine has no apt of a Debian family')
  await makeDebianReleases({ folder, signal, note })
  return { source: folder, why: `real releases repackaged from ${from.name} packages` }
}

/**
 * A folder with the real releases that the tests need.
 * @param {{ env?: NodeJS.ProcessEnv, signal?: AbortSignal, note?: (text: string) => void }} [options]
 * @returns {Promise<string>}
 */
export async function goFolderForTests({ env = process.env, signal, note } = {}) {
  if (env.GOHERD_TEST_GO) return given(env.GOHERD_TEST_GO)
  const { source } = await findGoSource({ env, signal, note })
  if (!/^https?:/.test(source)) return source
  const folder = cacheFolder(env)
  mkdirSync(folder, { recursive: true })
  await downloadReleases({ site: source.replace(/\/$/, ''), folder, lines: LINES, signal, note })
  return folder
}

/** @param {string} source */
function given(source) {
  if (/^https?:\/\//.test(source)) return source
  const folder = resolve(source)
  if (existsSync(join(folder, 'dl.json'))) return folder
  throw new Problem('bad_go_source', `${folder} holds no dl.json`, {
    hint: 'Point GOHERD_GO_SOURCE to a folder with Go archives and the dl.json that describes them, or to the URL of a download site.',
  })
}

/** @param {string} why */
function noSource(why) {
  return new Problem(
    'no_go_source',
    `there is no source of Go releases: ${OFFICIAL} did not answer, and ${why}`,
    {
      hint: `Set GOHERD_GO_SOURCE to a mirror's URL, or to a folder that holds archives such as go1.22.12.linux-amd64.tar.gz and dl.json, the answer of ${OFFICIAL}/?mode=json&include=all. Without hosts the server needs none: GOHERD_DEMO_HOSTS=0 npm start.`,
    },
  )
}
