import type { AttentionItem } from '@goherd/protocol'
import type { Palette } from './palette.js'

interface Mark {
  readonly icon: string
  readonly tone: keyof Palette
}

const MARKS: Readonly<Record<AttentionItem['kind'], Mark>> = {
  failed: { icon: '✗', tone: 'bad' },
  drifted: { icon: '≠', tone: 'attention' },
  offline: { icon: '○', tone: 'quiet' },
  unsupported: { icon: '!', tone: 'attention' },
  recalled: { icon: '!', tone: 'bad' },
  'rollout-waiting': { icon: '‖', tone: 'busy' },
  'rollback-debt': { icon: '↶', tone: 'attention' },
  'webhook-failing': { icon: '✗', tone: 'attention' },
  'source-failing': { icon: '✗', tone: 'attention' },
}

/** The icon of a trouble, and the colour that goes with it. */
export function attentionMark(kind: AttentionItem['kind'], palette: Palette) {
  const { icon, tone } = MARKS[kind]
  return { icon, tone: palette[tone] }
}

/** The command that shows a trouble. */
export function attentionCommand({ q, link, hint }: AttentionItem): string {
  if (q !== null) return `goherd hosts ls -q ${quoted(q)}`
  switch (link?.kind) {
    case 'rollout':
      return `goherd rollout get ${link.id}`
    case 'rollback':
      return `goherd rollback get ${link.id}`
    case 'webhook':
      return `goherd webhooks deliveries ${link.name}`
    case 'release':
    case 'sources':
      return 'goherd releases ls'
    case undefined:
      return hint ?? ''
  }
}

/** As a shell takes it for one word. */
function quoted(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`
}
