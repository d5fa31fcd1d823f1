import { lstatSync } from 'node:fs'
import { errnoOf } from '../disk/index.js'

/**
 * A text that differs when one of these paths came, went or changed. It costs one lstat for each path, so that it can be taken
 * with every heartbeat. A link counts as itself: where it leads is in its time of change.
 */
export function signatureOf(paths: readonly string[]): string {
  return paths.map(stampOf).join('\n')
}

function stampOf(path: string): string {
  try {
    const found = lstatSync(path, { throwIfNoEntry: false })
    return found === undefined ? '-' : `${found.ino} ${found.size} ${found.mtimeMs} ${found.ctimeMs}`
  } catch (cause) {
    // What cannot be looked at looks the same until it can.
    const code = errnoOf(cause)
    if (code === undefined) throw cause
    return code
  }
}
