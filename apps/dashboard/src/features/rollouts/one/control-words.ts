import type { RolloutCommandName } from '@goherd/protocol'
import {
  CirclePause,
  CirclePlay,
  CircleStop,
  FastForward,
  type LucideIcon,
  RefreshCw,
  UserCheck,
} from 'lucide-react'

/** How a command is called, what is asked before it, and what it needs. */
export interface ControlWords {
  readonly command: RolloutCommandName
  readonly icon: LucideIcon
  readonly word: string
  readonly question: string
  readonly lead: string
  /** The word on the button that does it. */
  readonly go: string
  readonly reason: 'needed' | 'wanted' | 'none'
}

/** The controls of a rollout, in order. */
export const CONTROLS: readonly ControlWords[] = [
  {
    command: 'pause',
    icon: CirclePause,
    word: 'Pause',
    question: 'Pause the rollout?',
    lead: 'Nothing new starts until somebody resumes it.',
    go: 'Pause now',
    reason: 'needed',
  },
  {
    command: 'resume',
    icon: CirclePlay,
    word: 'Resume',
    question: 'Resume the rollout?',
    lead: 'You have seen why it paused, and accept the failures so far. A gate that failed is asked again.',
    go: 'Resume now',
    reason: 'wanted',
  },
  {
    command: 'promote',
    icon: FastForward,
    word: 'Promote',
    question: 'Promote to the next stage?',
    lead: 'Ends the soak, the gates and the approval of this stage without waiting for them.',
    go: 'Promote now',
    reason: 'needed',
  },
  {
    command: 'approve',
    icon: UserCheck,
    word: 'Approve',
    question: 'Approve this stage?',
    lead: 'Says that you looked at the stage and the rollout may go on.',
    go: 'Approve now',
    reason: 'none',
  },
  {
    command: 'retry',
    icon: RefreshCw,
    word: 'Retry failed',
    question: 'Retry the hosts that ended badly?',
    lead: 'Only hosts that failed, vanished or switched back get another turn.',
    go: 'Retry now',
    reason: 'wanted',
  },
  {
    command: 'abort',
    icon: CircleStop,
    word: 'Abort',
    question: 'Abort the rollout?',
    lead: 'It ends for good. To try again, start a new one.',
    go: 'Abort now',
    reason: 'needed',
  },
]
