import type { ObservedLink } from '@goherd/model'
import { releaseName } from '@goherd/protocol'
import { currentText } from './current-link.js'
import { isComplete } from './installed.js'
import type { Layout } from './layout.js'
import { look } from './look.js'

const MAX_TARGET = 1024

/** What the `current` link is. Only the very text that Goherd writes counts as managed. */
export function observeLink(layout: Layout): ObservedLink {
  const found = look(layout.current)
  if (found === undefined) return { kind: 'missing' }
  const target = currentText(layout)
  if (target === undefined) return { kind: 'not-a-link' }
  const release = target.startsWith('releases/') ? target.slice('releases/'.length) : ''
  if (!releaseName.safeParse(release).success) return { kind: 'foreign', target: target.slice(0, MAX_TARGET) }
  return isComplete(layout, release) ? { kind: 'managed', release } : { kind: 'dangling', target }
}
