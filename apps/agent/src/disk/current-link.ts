import { readlinkSync } from 'node:fs'
import { errnoOf } from './errno.js'
import type { Layout } from './layout.js'

/** The text of the `current` link; undefined when there is none, or something that is not a link. */
export function currentText(layout: Layout): string | undefined {
  try {
    return readlinkSync(layout.current)
  } catch (cause) {
    if (errnoOf(cause) === 'ENOENT' || errnoOf(cause) === 'EINVAL') return undefined
    throw cause
  }
}
