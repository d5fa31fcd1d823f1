import { ORIGIN_WORDS } from '@goherd/model'
import type { HostView } from '@goherd/protocol'

/** Where a host's builds get their go from, short enough for a column, and what it means. Pure. */
export function describeGoSource(source: HostView['goSource']): {
  readonly word: string
  readonly title: string
} {
  if (source === null) return { word: '–', title: 'the agent has not told yet' }
  const { origin, path } = source
  if (origin === 'none') return { word: 'none', title: 'there is no go on PATH' }
  if (origin === 'managed') return { word: 'managed', title: path ?? 'managed' }
  const folder = path?.replace(/\/bin\/go(\.exe)?$/, '') ?? origin
  return { word: folder, title: `${path ?? ''} is ${ORIGIN_WORDS[origin]}` }
}
