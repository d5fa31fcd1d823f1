import { renameSync, writeFileSync } from 'node:fs'

/**
 * Writes a file so that a reader sees the old one or the new one, and nothing between.
 * @param {string} path
 * @param {string} text
 * @param {number} [mode]
 */
export function replaceFile(path, text, mode = 0o644) {
  const beside = `${path}.${process.pid}.part`
  writeFileSync(beside, text, { mode })
  renameSync(beside, path)
}
