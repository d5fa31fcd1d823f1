import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { replaceFile } from '../setup/replace-file.mjs'

/**
 * What a start remembers for the next one and cannot ask the server about.
 * @typedef {{ goSource?: import('../go/source.mjs').GoSource, drifted?: string }} DemoNotes
 */

/** @param {string} data @returns {DemoNotes} */
export function readNotes(data) {
  const file = join(data, 'demo.json')
  return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : {}
}

/** @param {string} data @param {DemoNotes} more */
export function addNotes(data, more) {
  replaceFile(join(data, 'demo.json'), `${JSON.stringify({ ...readNotes(data), ...more }, null, 2)}\n`)
}
