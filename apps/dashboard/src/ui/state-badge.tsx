import type { HostState } from '@goherd/model'
import { clsx } from 'clsx'
import {
  CircleCheck,
  CircleDashed,
  CircleX,
  LoaderCircle,
  type LucideIcon,
  TriangleAlert,
  Unplug,
} from 'lucide-react'

interface StateLook {
  readonly word: string
  readonly icon: LucideIcon
  readonly text: string
  readonly fill: string
}

/** How each state of a host looks, everywhere: a colour, an icon and a word. */
export const STATE_LOOKS: Readonly<Record<HostState, StateLook>> = {
  'in-sync': { word: 'In sync', icon: CircleCheck, text: 'text-ok', fill: 'bg-ok-fill' },
  updating: { word: 'Updating', icon: LoaderCircle, text: 'text-accent', fill: 'bg-busy-fill' },
  drifted: { word: 'Drifted', icon: TriangleAlert, text: 'text-warn', fill: 'bg-warn-fill' },
  failed: { word: 'Failed', icon: CircleX, text: 'text-bad', fill: 'bg-bad-fill' },
  offline: { word: 'Offline', icon: Unplug, text: 'text-ink-3', fill: 'bg-off-fill' },
  unmanaged: { word: 'Unmanaged', icon: CircleDashed, text: 'text-ink-3', fill: 'bg-none-fill' },
}

/** The state of a host. */
export function StateBadge({ state, className }: { state: HostState; className?: string }) {
  const { word, icon: Icon, text } = STATE_LOOKS[state]
  return (
    <span className={clsx('inline-flex items-center gap-1.5 whitespace-nowrap font-medium', text, className)}>
      <Icon
        aria-hidden
        className={clsx('size-3.5 shrink-0', state === 'updating' && 'animate-spin [animation-duration:2s]')}
        strokeWidth={2.25}
      />
      {word}
    </span>
  )
}
