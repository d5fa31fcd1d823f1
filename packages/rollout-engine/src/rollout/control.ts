import { CONTROL_PHASES, type ControlRefusal, refuseControl } from '@goherd/model'
import { withoutPause, withPause } from './pauses.js'
import type { RolloutPolicy } from './policy.js'
import { beginReverting } from './revert.js'
import { stagePolicy } from './stage-policy.js'
import {
  finished,
  type HostProgress,
  type PauseKind,
  type PhaseKind,
  type RolloutState,
  stageOf,
} from './state.js'
import type { StageAssignment } from './step.js'

/** What a person, or another part of the system, asks of a rollout. */
export type RolloutCommand =
  | { readonly kind: 'pause'; readonly by: string; readonly reason: string }
  /** Acknowledges the failures seen so far: they no longer count against a budget and give their slots back. */
  | { readonly kind: 'resume'; readonly by: string }
  /** Ends soak, gates and approval of the current stage. */
  | { readonly kind: 'promote'; readonly by: string }
  | { readonly kind: 'approve'; readonly by: string; readonly planHash: string }
  /** Gives the hosts that ended badly another turn, and no others. */
  | { readonly kind: 'retry'; readonly by: string }
  | { readonly kind: 'abort'; readonly by: string; readonly hosts: 'keep' | 'revert' }
  /** An emergency rollback, or another rollout that was asked to take over. */
  | { readonly kind: 'override'; readonly outcome: 'overridden' | 'superseded' }
export type CommandKind = RolloutCommand['kind']

export type { ControlRefusal } from '@goherd/model'

export type Controlled =
  | {
      readonly kind: 'ok'
      readonly state: RolloutState
      readonly assignments: readonly StageAssignment[]
    }
  | { readonly kind: 'refused'; readonly refusal: ControlRefusal }

/** What a command needs to know besides the state. */
export interface ControlScene {
  readonly policy: RolloutPolicy
  /** The hash of the plan that approvals are bound to. */
  readonly planHash: string
  readonly now: number
}

/** In which phases a command makes sense: what people may ask is one table for every part of Goherd. */
export const ALLOWED: Readonly<Record<CommandKind, readonly PhaseKind[]>> = {
  ...CONTROL_PHASES,
  // Whatever ends a rollout from outside ends it as long as it runs.
  override: CONTROL_PHASES.abort,
}

const ok = (state: RolloutState, assignments: readonly StageAssignment[] = []): Controlled => ({
  kind: 'ok',
  state,
  assignments,
})
const refused = (refusal: ControlRefusal): Controlled => ({ kind: 'refused', refusal })

function refusalOf(
  state: RolloutState,
  command: RolloutCommand,
  { policy, planHash }: ControlScene,
): ControlRefusal | undefined {
  const phase = state.phase.kind
  if (command.kind === 'override') {
    return ALLOWED.override.includes(phase)
      ? undefined
      : { kind: 'wrong-phase', phase, command: command.kind }
  }
  const recalled = state.pauses.find((pause) => pause.kind === 'recalled')
  const stage = stageOf(state)
  return refuseControl(
    {
      command: command.kind,
      by: command.by,
      ...(command.kind === 'approve' ? { plan: { seen: command.planHash, is: planHash } } : {}),
    },
    {
      phase,
      paused: state.pauses.length > 0,
      recalled: recalled?.kind === 'recalled' ? recalled.reason : undefined,
      bad: Object.values(state.hosts).filter((progress) => 'acknowledged' in progress).length,
      stage,
      ...('stage' in state.phase ? { approvals: stagePolicy(policy, stage).approvals } : {}),
      approvedBy: state.approvals.map(({ by }) => by),
    },
  )
}

/** Carries a command out on the state. What follows from it, the next `planRollout` finds. */
export function control(state: RolloutState, command: RolloutCommand, scene: ControlScene): Controlled {
  const refusal = refusalOf(state, command, scene)
  if (refusal) return refused(refusal)
  switch (command.kind) {
    case 'pause':
      return ok(withPause(state, { kind: 'person', by: command.by, reason: command.reason }))
    case 'resume':
      return resume(state, scene)
    case 'promote':
      return promote(state, scene.now)
    case 'approve':
      return approve(state, command, scene)
    case 'retry':
      return retry(state, scene.now)
    case 'abort':
      return abort(state, command.hosts, scene.now)
    case 'override':
      return ok(finished(state, command.outcome, scene.now))
  }
}

function resume(state: RolloutState, scene: ControlScene): Controlled {
  const had = new Set(state.pauses.map(({ kind }) => kind))
  return ok(goOn({ ...state, pauses: [], hosts: acknowledged(state.hosts) }, had, scene))
}

/** A person has seen why it paused: what the pause was about is answered by that. */
function goOn(state: RolloutState, had: ReadonlySet<PauseKind>, { policy, now }: ControlScene): RolloutState {
  const stage = stageOf(state)
  // The stage is tried again from its beginning: what gates and people said was about the last attempt.
  if (had.has('stage-reverted')) return { ...withTurnAgain(state, 'reverted'), gates: [], approvals: [] }
  if (had.has('nothing-proved')) {
    return { ...state, phase: { kind: 'soaking', stage, until: now + stagePolicy(policy, stage).soakMs } }
  }
  // A gate that failed or could not measure is asked again.
  if (had.has('gate-failed') || had.has('gate-inconclusive')) {
    return { ...state, gates: state.gates.filter(({ verdict }) => verdict === 'pass') }
  }
  return state
}

function acknowledged(hosts: RolloutState['hosts']): RolloutState['hosts'] {
  return Object.fromEntries(
    Object.entries(hosts).map(([id, progress]) => [
      id,
      'acknowledged' in progress ? { ...progress, acknowledged: true } : progress,
    ]),
  )
}

/** Hosts of that progress are as if they had not been started. */
function withTurnAgain(state: RolloutState, ...kinds: HostProgress['kind'][]): RolloutState {
  const hosts = Object.fromEntries(
    Object.entries(state.hosts).filter(([, progress]) => !kinds.includes(progress.kind)),
  )
  return { ...state, hosts }
}

function promote(state: RolloutState, now: number): Controlled {
  const stage = stageOf(state)
  const isLast = stage + 1 >= state.stages.length
  const cleared = withoutPause(withoutPause(state, 'gate-inconclusive'), 'gate-failed')
  // The last stage has nowhere to go but to its end, which `approving` brings.
  return ok({
    ...cleared,
    phase: isLast ? { kind: 'approving', stage, since: now, waived: true } : { kind: 'between', stage },
  })
}

function approve(
  state: RolloutState,
  command: Extract<RolloutCommand, { kind: 'approve' }>,
  { now }: ControlScene,
): Controlled {
  return ok({ ...state, approvals: [...state.approvals, { by: command.by, at: now }] })
}

function retry(state: RolloutState, now: number): Controlled {
  const again = withTurnAgain(state, 'failed', 'silent', 'rolled-back')
  const cleared = withoutPause(withoutPause(again, 'breach'), 'slots-held')
  return ok({ ...cleared, gates: [], phase: { kind: 'updating', stage: stageOf(state), since: now } })
}

function abort(state: RolloutState, hosts: 'keep' | 'revert', now: number): Controlled {
  if (hosts === 'keep') return ok(finished(state, 'kept', now))
  const turn = beginReverting(state, { kind: 'all' }, now)
  return ok(turn.state, turn.assignments)
}
