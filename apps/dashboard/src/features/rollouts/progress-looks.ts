import type { ProgressName } from '@goherd/protocol'
import {
  CircleCheck,
  CircleDashed,
  CircleX,
  Ghost,
  History,
  LoaderCircle,
  LogOut,
  type LucideIcon,
  RotateCcw,
  Undo2,
  Unplug,
} from 'lucide-react'
import { formatCount } from '../../ui/quantities'

interface ProgressLook {
  readonly word: string
  readonly icon: LucideIcon
  readonly text: string
  readonly fill: string
}

/** How each progress of a host looks, in the order in which a stage's bar is filled. */
export const PROGRESS_LOOKS: Readonly<Record<ProgressName, ProgressLook>> = {
  done: { word: 'Done', icon: CircleCheck, text: 'text-ok', fill: 'bg-ok-fill' },
  reverted: { word: 'Back again', icon: History, text: 'text-ink-2', fill: 'bg-ink-3' },
  updating: { word: 'Updating', icon: LoaderCircle, text: 'text-accent', fill: 'bg-busy-fill' },
  reverting: { word: 'Going back', icon: RotateCcw, text: 'text-accent', fill: 'bg-busy-fill' },
  'rolled-back': { word: 'Switched back', icon: Undo2, text: 'text-warn', fill: 'bg-warn-fill' },
  failed: { word: 'Failed', icon: CircleX, text: 'text-bad', fill: 'bg-bad-fill' },
  silent: { word: 'Vanished', icon: Ghost, text: 'text-bad', fill: 'bg-bad-fill' },
  debt: { word: 'Offline, owed', icon: Unplug, text: 'text-ink-3', fill: 'bg-off-fill' },
  'revert-debt': {
    word: 'Offline, owes the way back',
    icon: Unplug,
    text: 'text-ink-3',
    fill: 'bg-off-fill',
  },
  left: { word: 'Left', icon: LogOut, text: 'text-ink-3', fill: 'bg-off-fill' },
  waiting: { word: 'Not started', icon: CircleDashed, text: 'text-ink-3', fill: 'bg-none-fill' },
}

/** Every progress, in the order of `PROGRESS_LOOKS`. */
export const PROGRESS_ORDER: readonly ProgressName[] = [
  'done',
  'reverted',
  'updating',
  'reverting',
  'rolled-back',
  'failed',
  'silent',
  'debt',
  'revert-debt',
  'left',
  'waiting',
]

export type Counts = Readonly<Record<ProgressName, number>>

/** What there is of each progress, those with none left out: `3 done, 2 updating`. Empty for no host at all. */
export function describeCounts(counts: Counts): string {
  return PROGRESS_ORDER.filter((progress) => counts[progress] > 0)
    .map((progress) => `${formatCount(counts[progress])} ${PROGRESS_LOOKS[progress].word.toLowerCase()}`)
    .join(', ')
}
