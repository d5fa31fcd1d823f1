import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import vm from 'node:vm'
import { gzipSync } from 'node:zlib'
import { Problem } from '../say/problem.mjs'

const MANIFEST = 'page_client-reference-manifest.js'
/** Parts of a page that are fetched only when something went wrong; the frame's copies are in the page anyway. */
const LATER = /\/(error|not-found|loading|global-error)$/

/**
 * How much JavaScript each page of the dashboard loads before it works, compressed as the server sends it. Beside it stands what
 * every page has: React, Next and what runs them.
 * @param {Pick<import('./bench.mjs').BenchContext, 'root'>} context
 * @returns {Promise<import('./bench.mjs').Figure[]>}
 */
export async function run({ root }) {
  const built = join(root, 'apps/dashboard/.next')
  if (!existsSync(join(built, 'build-manifest.json')))
    throw new Problem('not_built', `${built} is not there`, { hint: 'Run: npm run build' })
  const weigh = weigher(built)
  const { rootMainFiles } = JSON.parse(readFileSync(join(built, 'build-manifest.json'), 'utf8'))
  const floor = kilobytes(weigh(rootMainFiles))
  return pages(join(built, 'server/app'))
    .map((folder) => ({
      page: addressOf(folder),
      files: filesOf(join(built, 'server/app', folder, MANIFEST)),
    }))
    .toSorted((a, b) => a.page.localeCompare(b.page))
    .map(({ page, files }) => {
      const value = kilobytes(weigh([...rootMainFiles, ...files]))
      return {
        ...{ what: `JavaScript of ${page}`, value, unit: 'kB gzip', floor, floorIs: 'React and Next alone' },
        ratio: Math.round((value / floor) * 100) / 100,
      }
    })
}

/**
 * Weighs files once each, however often they are named.
 * @param {string} built
 * @returns {(files: readonly string[]) => number} bytes, compressed
 */
export function weigher(built) {
  /** @type {Map<string, number>} */
  const known = new Map()
  return (files) =>
    [...new Set(files)].reduce((sum, file) => {
      const weight = known.get(file) ?? gzipSync(readFileSync(join(built, file))).length
      known.set(file, weight)
      return sum + weight
    }, 0)
}

/**
 * The path in the browser of a page's folder: groups in round brackets are not part of it.
 * @param {string} folder
 */
export function addressOf(folder) {
  const parts = folder.split('/').filter((part) => part !== '' && !/^\(.*\)$/.test(part))
  return `/${parts.join('/')}`
}

/**
 * The scripts that a page's manifest names for the page and the layouts around it.
 * @param {string} manifest
 * @returns {string[]}
 */
function filesOf(manifest) {
  /** @type {{ __RSC_MANIFEST?: Record<string, { entryJSFiles: Record<string, string[]> }> }} */
  const world = {}
  vm.runInNewContext(readFileSync(manifest, 'utf8'), { globalThis: world })
  return Object.values(world.__RSC_MANIFEST ?? {}).flatMap(({ entryJSFiles }) =>
    Object.entries(entryJSFiles).flatMap(([entry, files]) => (LATER.test(entry) ? [] : files)),
  )
}

/**
 * Folders below `app` that have a page of ours.
 * @param {string} app
 * @returns {string[]}
 */
function pages(app, folder = '') {
  return readdirSync(join(app, folder), { withFileTypes: true }).flatMap((entry) => {
    if (entry.isDirectory()) return entry.name.startsWith('_') ? [] : pages(app, `${folder}/${entry.name}`)
    return entry.name === MANIFEST ? [folder] : []
  })
}

/** @param {number} bytes */
function kilobytes(bytes) {
  return Math.round(bytes / 100) / 10
}
