import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/**
 * One bundle as `bundles.json` lists it. `node` is the version of its runtime; null: it has none.
 * @typedef {{ version: string, platform: string, filename: string, sha256: string, size: number, node: string | null }} Bundle
 * @typedef {{ format: 1, version: string, bundles: Bundle[] }} Index `version` is what new hosts get
 */

const NAME = 'bundles.json'

/** @param {string} folder @returns {Index | undefined} */
export function readIndex(folder) {
  const path = join(folder, NAME)
  return existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')) : undefined
}

/**
 * Adds bundles to a folder's index, in place of those of the same version and platform. What hosts run stays there to go back to.
 * @param {string} folder
 * @param {Bundle[]} made
 * @param {string} version what new hosts get
 */
export function addToIndex(folder, made, version) {
  const before = readIndex(folder)?.bundles ?? []
  const replaced = (/** @type {Bundle} */ old) =>
    made.some((one) => one.version === old.version && one.platform === old.platform)
  const bundles = [...before.filter((old) => !replaced(old)), ...made].sort((a, b) =>
    a.filename < b.filename ? -1 : 1,
  )
  mkdirSync(folder, { recursive: true })
  const beside = join(folder, `.${NAME}.new`)
  writeFileSync(beside, `${JSON.stringify({ format: 1, version, bundles }, null, 2)}\n`)
  renameSync(beside, join(folder, NAME))
}
