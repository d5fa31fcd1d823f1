/** Where a rollout stands. */
export const ROLLOUT_PHASE_KINDS = [
  'scheduled',
  'updating',
  'soaking',
  'gating',
  'approving',
  'between',
  'reverting',
  'finished',
] as const
export type RolloutPhaseKind = (typeof ROLLOUT_PHASE_KINDS)[number]

/** What a person can ask of a rollout; an abort keeps the hosts as they are, or takes them back. */
export const ROLLOUT_CONTROLS = ['pause', 'resume', 'promote', 'approve', 'retry', 'abort'] as const
export type RolloutControl = (typeof ROLLOUT_CONTROLS)[number]

/** What a command depends on. Leave out what is not known: it is then not what refuses. */
export interface RolloutStanding {
  readonly phase: RolloutPhaseKind
  readonly paused?: boolean
  /** Why the release is recalled, when a pause of the rollout says so. */
  readonly recalled?: string | undefined
  /** Hosts that failed, vanished or switched back. */
  readonly bad?: number
  /** Counted from 0. */
  readonly stage?: number
  /** People who have to approve the stage. */
  readonly approvals?: number
  readonly approvedBy?: readonly string[]
}

/** What is asked, and by whom and about which plan where that matters. */
export interface AskedControl {
  readonly command: RolloutControl
  readonly by?: string
  readonly plan?: { readonly seen: string; readonly is: string }
}

/** Why a command makes no sense now. */
export type ControlRefusal =
  | { readonly kind: 'wrong-phase'; readonly phase: RolloutPhaseKind; readonly command: string }
  | { readonly kind: 'not-paused' }
  | { readonly kind: 'nothing-to-retry' }
  | { readonly kind: 'no-approval-needed'; readonly stage: number }
  | { readonly kind: 'other-plan'; readonly hash: string }
  | { readonly kind: 'approved-already'; readonly by: string }
  | { readonly kind: 'recalled'; readonly reason: string }

const RUNNING = ['scheduled', 'updating', 'soaking', 'gating', 'approving', 'between'] as const

/** In which phases a command makes sense. Total: a new phase or command has to be decided here. */
export const CONTROL_PHASES: Readonly<Record<RolloutControl, readonly RolloutPhaseKind[]>> = {
  pause: RUNNING,
  resume: RUNNING,
  promote: ['soaking', 'gating', 'approving'],
  approve: ['updating', 'soaking', 'gating', 'approving'],
  retry: ['updating', 'soaking', 'gating', 'approving', 'between'],
  abort: [...RUNNING, 'reverting'],
}

/** Does the command make sense now? undefined means yes; otherwise the first reason against it. */
export function refuseControl(asked: AskedControl, standing: RolloutStanding): ControlRefusal | undefined {
  const { command } = asked
  const { phase } = standing
  if (!CONTROL_PHASES[command].includes(phase)) return { kind: 'wrong-phase', phase, command }
  switch (command) {
    case 'resume':
      if (standing.paused === false) return { kind: 'not-paused' }
      return standing.recalled === undefined ? undefined : { kind: 'recalled', reason: standing.recalled }
    case 'approve':
      return refuseApproval(asked, standing)
    case 'retry':
      return standing.bad === 0 ? { kind: 'nothing-to-retry' } : undefined
    case 'pause':
    case 'promote':
    case 'abort':
      return undefined
  }
}

function refuseApproval(
  { by, plan }: AskedControl,
  { approvals, approvedBy = [], stage = 0 }: RolloutStanding,
): ControlRefusal | undefined {
  if (approvals === 0) return { kind: 'no-approval-needed', stage }
  if (plan && plan.seen !== plan.is) return { kind: 'other-plan', hash: plan.is }
  return by !== undefined && approvedBy.includes(by) ? { kind: 'approved-already', by } : undefined
}

/** Why a command is refused, ending in what would help. */
export function describeControlRefusal(refusal: ControlRefusal): string {
  switch (refusal.kind) {
    case 'wrong-phase':
      return refusal.phase === 'finished'
        ? 'the rollout is finished; start a new one'
        : `${refusal.command} makes no sense while it is ${refusal.phase}; watch it and try again`
    case 'not-paused':
      return 'the rollout is not paused'
    case 'nothing-to-retry':
      return 'no host ended badly; there is nothing to retry'
    case 'no-approval-needed':
      return `stage ${refusal.stage + 1} needs no approval`
    case 'other-plan':
      return `that approval is for another plan; look at this one (${refusal.hash.slice(0, 12)}) and approve it`
    case 'approved-already':
      return `${refusal.by} has approved this stage; another person has to`
    case 'recalled':
      return `the release is recalled (${refusal.reason}); lift the recall first, or abort`
  }
}
