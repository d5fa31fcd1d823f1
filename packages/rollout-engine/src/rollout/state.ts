import type { BudgetName } from './policy.js'

/*
 *  A rollout. What drives it is `planRollout`; people reach in through `control`.
 *
 *    scheduled ──> updating ──> soaking ──> gating ──> approving ──┐
 *       (time,        ▲  (every host of the      (each gate        │ next stage, when a window is open
 *        window)      └───stage came to an end)── passed) ─────────┤
 *                     │                                            └──> finished: completed   (last stage)
 *        a breach, a failed gate, or a person's word
 *                     ▼
 *                 reverting ──> finished: reverted     (everyone who was touched, except named debt)
 *                     └───────> updating, paused       (revert-stage: a person decides what comes next)
 *
 *    finished: kept (a person's abort), overridden (an emergency rollback), superseded (another rollout)
 *
 *  A pause is a set of reasons beside the phase, not a phase: whatever the phase, nothing new starts while one is there.
 */

/** Where a rollout stands. `stage` counts from 0. Times are milliseconds since 1970. */
export type RolloutPhase =
  | { readonly kind: 'scheduled' }
  | { readonly kind: 'updating'; readonly stage: number; readonly since: number }
  | { readonly kind: 'soaking'; readonly stage: number; readonly until: number }
  | { readonly kind: 'gating'; readonly stage: number; readonly since: number }
  /** `waived`: a person promoted the stage, so nobody has to approve it. */
  | {
      readonly kind: 'approving'
      readonly stage: number
      readonly since: number
      readonly waived: boolean
    }
  /** The stage is through; the next one waits for a window or for the end of a freeze. */
  | { readonly kind: 'between'; readonly stage: number }
  | {
      readonly kind: 'reverting'
      readonly stage: number
      readonly scope: 'stage' | 'all'
      readonly since: number
    }
  | { readonly kind: 'finished'; readonly outcome: Outcome; readonly at: number }
export type PhaseKind = RolloutPhase['kind']
export const ROLLOUT_PHASES = [
  'scheduled',
  'updating',
  'soaking',
  'gating',
  'approving',
  'between',
  'reverting',
  'finished',
] as const satisfies readonly PhaseKind[]

/** How a rollout ended. */
export const OUTCOMES = ['completed', 'reverted', 'kept', 'overridden', 'superseded'] as const
export type Outcome = (typeof OUTCOMES)[number]

/** Why nothing new starts. Each kind is there at most once; all must be gone before the rollout goes on. */
export type PauseReason =
  | { readonly kind: 'person'; readonly by: string; readonly reason: string }
  | {
      readonly kind: 'breach'
      readonly stage: number
      readonly budget: BudgetName
      readonly count: number
      readonly limit: number
    }
  | { readonly kind: 'gate-failed'; readonly stage: number; readonly gate: string; readonly said: string }
  /** Could not be measured: a person decides. */
  | {
      readonly kind: 'gate-inconclusive'
      readonly stage: number
      readonly gate: string
      readonly said: string
    }
  /** Hosts that ended badly hold every slot of the stage. */
  | { readonly kind: 'slots-held'; readonly stage: number; readonly hosts: number }
  /** Not one host of the stage reached the new state: silence is not success. */
  | { readonly kind: 'nothing-proved'; readonly stage: number }
  | { readonly kind: 'recalled'; readonly reason: string }
  /** The stage was taken back; what comes next is for a person to say. */
  | { readonly kind: 'stage-reverted'; readonly stage: number }
export type PauseKind = PauseReason['kind']

/** What became of one host. A host that is in no list of these has not been started. */
export type HostProgress =
  | { readonly kind: 'updating'; readonly since: number }
  | { readonly kind: 'done'; readonly at: number }
  | {
      readonly kind: 'failed'
      readonly at: number
      readonly code: string
      readonly message: string
      readonly acknowledged: boolean
    }
  | { readonly kind: 'silent'; readonly at: number; readonly acknowledged: boolean }
  | {
      readonly kind: 'rolled-back'
      readonly at: number
      readonly code: string
      readonly message: string
      readonly acknowledged: boolean
    }
  /** Offline when its turn came: it gets the new state when it is back. */
  | { readonly kind: 'debt'; readonly since: number }
  | { readonly kind: 'reverting'; readonly since: number }
  | { readonly kind: 'reverted'; readonly at: number }
  /** Offline while it should go back: it goes back when it is back. */
  | { readonly kind: 'revert-debt'; readonly since: number }
  /** Somebody assigned it something newer, moved it to another group, or took it out of the fleet. */
  | { readonly kind: 'left'; readonly at: number }
export type ProgressKind = HostProgress['kind']
export const PROGRESS_KINDS = [
  'updating',
  'done',
  'failed',
  'silent',
  'rolled-back',
  'debt',
  'reverting',
  'reverted',
  'revert-debt',
  'left',
] as const satisfies readonly ProgressKind[]

/** A person's yes to a stage, bound to the hash of the plan that they saw. */
export interface Approval {
  readonly by: string
  readonly at: number
}

/** What a gate said of a stage. Inconclusive is not a failure: it could not measure. */
export interface GateAnswer {
  readonly gate: string
  readonly stage: number
  readonly verdict: 'pass' | 'fail' | 'inconclusive'
  /** Value against limit, in words. */
  readonly said: string
  readonly at: number
}

/** All of a rollout that changes. Immutable; stored whole after every step. */
export interface RolloutState {
  readonly phase: RolloutPhase
  readonly pauses: readonly PauseReason[]
  /** Host ids by stage, as drawn; late hosts are added to the last one. */
  readonly stages: readonly (readonly string[])[]
  readonly hosts: Readonly<Record<string, HostProgress>>
  /** Answers to the gates of the current stage. */
  readonly gates: readonly GateAnswer[]
  /** Approvals of the current stage. */
  readonly approvals: readonly Approval[]
}

/** A rollout before its first step. */
export function scheduled(stages: readonly (readonly string[])[]): RolloutState {
  return { phase: { kind: 'scheduled' }, pauses: [], stages, hosts: {}, gates: [], approvals: [] }
}

/** A rollout at its end. Nothing pauses it any more. */
export function finished(state: RolloutState, outcome: Outcome, at: number): RolloutState {
  return { ...state, phase: { kind: 'finished', outcome, at }, pauses: [] }
}

/** The state with new progress of some hosts; the same object when there is none. In a large fleet the copy is what costs. */
export function withProgress(
  state: RolloutState,
  changes: readonly (readonly [string, HostProgress])[],
): RolloutState {
  if (changes.length === 0) return state
  const hosts: Record<string, HostProgress> = { ...state.hosts }
  for (const [id, progress] of changes) hosts[id] = progress
  return { ...state, hosts }
}

/** The stage a phase is about; the last one for a rollout that is finished, -1 for one that has not begun. */
export function stageOf({ phase, stages }: RolloutState): number {
  switch (phase.kind) {
    case 'scheduled':
      return -1
    case 'finished':
      return stages.length - 1
    default:
      return phase.stage
  }
}

/** True for a host that may be in the middle of a change, or that ended badly and nobody has looked at: it holds a slot. */
export function holdsSlot(progress: HostProgress | undefined): boolean {
  switch (progress?.kind) {
    case 'updating':
      return true
    case 'failed':
    case 'silent':
    case 'rolled-back':
      return !progress.acknowledged
    default:
      return false
  }
}

/** True for a host that was given the new state, whatever came of it: a revert has to reach it. */
export function wasTouched(progress: HostProgress | undefined): boolean {
  switch (progress?.kind) {
    case 'updating':
    case 'done':
    case 'failed':
    case 'silent':
    case 'rolled-back':
    case 'reverting':
    case 'revert-debt':
      return true
    case undefined:
    case 'debt':
    case 'reverted':
    case 'left':
      return false
  }
}
