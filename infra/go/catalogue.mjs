import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { replaceFile } from '../setup/replace-file.mjs'

/**
 * The official download site's index: newest first.
 * @typedef {{ filename: string, os: string, arch: string, version: string, sha256: string, size: number, kind: string }} ReleaseFile
 * @typedef {{ version: string, stable: boolean, files: ReleaseFile[] }} Release
 */

/** This machine, in Go's words; undefined where there is no Go release for it. */
export function thisPlatform() {
  /** @type {Record<string, string>} */
  const arches = { x64: 'amd64', arm64: 'arm64' }
  const arch = arches[process.arch]
  const known = process.platform === 'linux' || process.platform === 'darwin'
  return arch && known ? { os: process.platform, arch } : undefined
}

/**
 * `1.22` of `go1.22.12`, `1.23` of `go1.23rc1`; undefined for what is no release name.
 * @param {string} version
 */
export function lineOf(version) {
  return /^go(1\.\d+)(?:[.a-z]|$)/.exec(version)?.[1]
}

/** go.env, through which settings reach a release, exists from here on. */
const OLDEST_MINOR = 21

/**
 * The language lines among releases that the demonstration can use, oldest first.
 * @param {string[]} versions in any order
 * @returns {string[]} `1.21`, `1.22`
 */
export function demoLines(versions) {
  const minors = versions.flatMap((version) => {
    const line = /rc|beta/.test(version) ? undefined : lineOf(version)
    const minor = Number(line?.split('.')[1])
    return minor >= OLDEST_MINOR ? [minor] : []
  })
  return [...new Set(minors)].sort((a, b) => a - b).map((minor) => `1.${minor}`)
}

/** @param {string} version */
function numbers(version) {
  return (version.match(/\d+/g) ?? []).map(Number)
}

/** Newest first; stable releases only, which is all that a folder of ours holds. @param {string} a @param {string} b */
function newestFirst(a, b) {
  const [left, right] = [numbers(a), numbers(b)]
  const at = left.findIndex((n, i) => n !== (right[i] ?? 0))
  return at === -1 ? right.length - left.length : (right[at] ?? 0) - (left[at] ?? 0)
}

/**
 * Archives in a folder that were written completely: those with a digest beside them.
 * @param {string} folder
 * @returns {ReleaseFile[]}
 */
export function archivesIn(folder) {
  if (!existsSync(folder)) return []
  return readdirSync(folder).flatMap((filename) => {
    const [, version, os, arch] = /^(go1\.\d+\.\d+)\.([a-z]+)-([a-z0-9]+)\.tar\.gz$/.exec(filename) ?? []
    const digest = join(folder, `${filename}.sha256`)
    if (!version || !os || !arch || !existsSync(digest)) return []
    const sha256 = readFileSync(digest, 'utf8').trim()
    return [
      { filename, os, arch, version, sha256, size: statSync(join(folder, filename)).size, kind: 'archive' },
    ]
  })
}

/**
 * Writes `dl.json` for the archives that are in a folder, in the official index's form, by one rename.
 * @param {string} folder
 * @returns {Release[]}
 */
export function writeCatalogue(folder) {
  const files = archivesIn(folder)
  const versions = [...new Set(files.map((file) => file.version))].sort(newestFirst)
  const releases = versions.map((version) => ({
    version,
    stable: true,
    files: files.filter((file) => file.version === version),
  }))
  replaceFile(join(folder, 'dl.json'), `${JSON.stringify(releases, null, 1)}\n`)
  return releases
}
