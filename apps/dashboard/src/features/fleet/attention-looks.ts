import type { AttentionItem } from '@goherd/protocol'
import {
  Ban,
  CirclePause,
  CircleX,
  type LucideIcon,
  OctagonX,
  ServerOff,
  TriangleAlert,
  Undo2,
  Unplug,
  Webhook,
} from 'lucide-react'
import { hostsHref } from '../hosts/host-links'

interface AttentionLook {
  readonly word: string
  readonly icon: LucideIcon
  readonly text: string
}

/** How each kind of trouble looks: a colour, an icon and a word. */
export const ATTENTION_LOOKS: Readonly<Record<AttentionItem['kind'], AttentionLook>> = {
  failed: { word: 'Failed', icon: CircleX, text: 'text-bad' },
  drifted: { word: 'Drifted', icon: TriangleAlert, text: 'text-warn' },
  offline: { word: 'Offline', icon: Unplug, text: 'text-ink-3' },
  unsupported: { word: 'Unsupported', icon: Ban, text: 'text-warn' },
  recalled: { word: 'Recalled', icon: OctagonX, text: 'text-bad' },
  'rollout-waiting': { word: 'Rollout waits', icon: CirclePause, text: 'text-warn' },
  'rollback-debt': { word: 'Rollback owed', icon: Undo2, text: 'text-bad' },
  'webhook-failing': { word: 'Webhook fails', icon: Webhook, text: 'text-warn' },
  'source-failing': { word: 'Source fails', icon: ServerOff, text: 'text-warn' },
}

/** The page that shows what an item is about; undefined when none does. */
export function attentionHref({ q, link }: Pick<AttentionItem, 'q' | 'link'>): string | undefined {
  switch (link?.kind) {
    case 'rollout':
      return `/rollouts/${encodeURIComponent(link.id)}`
    case 'rollback':
      return `/rollback/${encodeURIComponent(link.id)}`
    case 'webhook':
      return '/settings?tab=webhooks'
    case 'release':
      return `/releases/${encodeURIComponent(link.release)}`
    case 'sources':
      return '/settings?tab=mirrors'
    case undefined:
      return q === null ? undefined : hostsHref(q)
  }
}
