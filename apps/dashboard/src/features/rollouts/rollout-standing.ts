import type { RolloutView } from '@goherd/protocol'
import {
  CalendarClock,
  CircleCheck,
  CirclePause,
  CircleSlash,
  History,
  LoaderCircle,
  type LucideIcon,
  OctagonAlert,
  RotateCcw,
  ScanSearch,
  Timer,
  UserCheck,
} from 'lucide-react'

type Running = Exclude<RolloutView['state'], 'finished'>
/** Where a rollout stands, as one word: its state, its outcome once it is finished, or that it is paused. */
export type RolloutStanding = Running | NonNullable<RolloutView['outcome']> | 'paused'

interface StandingLook {
  readonly word: string
  readonly icon: LucideIcon
  readonly text: string
}

/** How each standing is called and how it looks. */
export const ROLLOUT_LOOKS: Readonly<Record<RolloutStanding, StandingLook>> = {
  scheduled: { word: 'Scheduled', icon: CalendarClock, text: 'text-ink-2' },
  updating: { word: 'Updating', icon: LoaderCircle, text: 'text-accent' },
  soaking: { word: 'Soaking', icon: Timer, text: 'text-accent' },
  gating: { word: 'Waiting for gates', icon: ScanSearch, text: 'text-accent' },
  approving: { word: 'Waiting for approval', icon: UserCheck, text: 'text-warn' },
  between: { word: 'Waiting for the next stage', icon: CalendarClock, text: 'text-accent' },
  reverting: { word: 'Going back', icon: RotateCcw, text: 'text-warn' },
  paused: { word: 'Paused', icon: CirclePause, text: 'text-warn' },
  completed: { word: 'Completed', icon: CircleCheck, text: 'text-ok' },
  reverted: { word: 'Taken back', icon: History, text: 'text-warn' },
  kept: { word: 'Aborted, hosts kept', icon: CircleSlash, text: 'text-ink-2' },
  overridden: { word: 'Overridden by a rollback', icon: OctagonAlert, text: 'text-bad' },
  superseded: { word: 'Superseded', icon: CircleSlash, text: 'text-ink-3' },
}

/** The one word for where a rollout stands. A pause matters more than the phase it holds up. */
export function standingOf({ state, outcome, pauses }: RolloutView): RolloutStanding {
  if (state === 'finished') return outcome ?? 'completed'
  return pauses.length > 0 && state !== 'reverting' ? 'paused' : state
}

/** Running rollouts first, those that need a person before them; the order of the server otherwise. */
export function runningFirst(rollouts: readonly RolloutView[]): RolloutView[] {
  const rank = (rollout: RolloutView) => {
    if (rollout.state === 'finished') return 2
    const standing = standingOf(rollout)
    return standing === 'paused' || standing === 'approving' ? 0 : 1
  }
  return rollouts.toSorted((a, b) => rank(a) - rank(b))
}
