import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'

const NOT_SOURCE = new Set(['node_modules', 'dist', '.next', '.turbo', 'generated', 'next-env.d.ts'])
const IS_TEST = /\.(spec|test)\.[a-z]+$|\.tsbuildinfo$/

/**
 * A digest over path, size and modification time of every source file below some folders: some 20 ms for this repository, where
 * reading them all would take ten times that. A false alarm only costs a build that finds everything cached.
 * @param {string} root
 * @param {string[]} paths files and folders below root
 * @returns {string}
 */
export function fingerprint(root, paths) {
  const hash = createHash('sha256')
  const visit = (/** @type {string} */ path) => {
    const stat = statSync(join(root, path), { throwIfNoEntry: false })
    if (stat?.isDirectory()) {
      for (const name of readdirSync(join(root, path)).sort())
        if (!NOT_SOURCE.has(name)) visit(join(path, name))
    } else if (stat && !IS_TEST.test(path)) hash.update(`${path}\u0000${stat.size}\u0000${stat.mtimeMs}\n`)
  }
  for (const path of paths) visit(path)
  return hash.digest('hex')
}

/**
 * True when a stamp file says what it should.
 * @param {string} file
 * @param {string} expected
 */
export function stampIs(file, expected) {
  return existsSync(file) && readFileSync(file, 'utf8') === expected
}

/**
 * @param {string} file
 * @param {string} value
 */
export function writeStamp(file, value) {
  mkdirSync(dirname(file), { recursive: true })
  writeFileSync(file, value)
}
