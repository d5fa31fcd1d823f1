import type { BudgetName, PolicyRefusal } from './policy.js'
import type { HostProgress, Outcome, PauseReason, RolloutPhase } from './state.js'
import type { Wait } from './waits.js'

/** Why a command is refused, in the words of the table of what may be done. */
export { describeControlRefusal } from '@goherd/model'

const BUDGET_WORDS: Readonly<Record<BudgetName, string>> = {
  failed: 'failed',
  silent: 'fell silent in the middle of the change',
  rolledBack: 'switched back by themselves',
}

/** Stages are counted from 1 where people read them. */
const stageName = (stage: number) => `stage ${stage + 1}`
const hostsWord = (count: number) => `${count} ${count === 1 ? 'host' : 'hosts'}`
const time = (at: number) => new Intl.DateTimeFormat('sv-SE', TIME).format(at)
const TIME = { timeZone: 'UTC', dateStyle: 'short', timeStyle: 'short' } as const

/** A reason to pause in one sentence. */
export function describePause(pause: PauseReason): string {
  switch (pause.kind) {
    case 'person':
      return `${pause.by} paused it: ${pause.reason}`
    case 'breach':
      return `${stageName(pause.stage)}: ${hostsWord(pause.count)} ${BUDGET_WORDS[pause.budget]}, ${pause.limit} may`
    case 'gate-failed':
      return `${stageName(pause.stage)}: the gate ${pause.gate} failed: ${pause.said}`
    case 'gate-inconclusive':
      return `${stageName(pause.stage)}: the gate ${pause.gate} could not tell: ${pause.said}`
    case 'slots-held':
      return `${stageName(pause.stage)}: every slot is held by hosts that ended badly (${pause.hosts})`
    case 'nothing-proved':
      return `${stageName(pause.stage)}: not one host proved the new state`
    case 'recalled':
      return `the release is recalled: ${pause.reason}`
    case 'stage-reverted':
      return `${stageName(pause.stage)} was taken back`
  }
}

/** What ends a pause, as an action. */
export function remedyOf(pause: PauseReason): string {
  switch (pause.kind) {
    case 'person':
      return 'Resume it when the reason is gone.'
    case 'breach':
    case 'slots-held':
      return 'Look at the hosts, then retry them, resume to accept them as they are, or abort.'
    case 'gate-failed':
    case 'gate-inconclusive':
      return 'Look at what the gate measured; resume asks it again, promote goes on without it, abort goes back.'
    case 'nothing-proved':
      return 'Bring a host of the stage back, or resume to go on without proof.'
    case 'recalled':
      return 'Lift the recall, or abort.'
    case 'stage-reverted':
      return 'Resume to try the stage again, or abort.'
  }
}

/** Why a rollout does not go on at this moment, in one sentence. */
export function describeWait(wait: Wait): string {
  switch (wait.kind) {
    case 'start-time':
      return `starts at ${time(wait.at)} UTC`
    case 'window':
      return wait.opensAt === null
        ? 'no moment is inside all of its windows'
        : `the next window opens at ${time(wait.opensAt)} UTC`
    case 'frozen':
      return `the fleet is frozen: ${wait.reason}`
    case 'paused':
      return 'it is paused'
    case 'hosts':
      return wait.waiting === 0
        ? `${hostsWord(wait.updating)} on the way`
        : `${hostsWord(wait.updating)} on the way, ${wait.waiting} waiting for a slot`
    case 'soak':
      return `soaks until ${time(wait.until)} UTC`
    case 'gate':
      return `the gate ${wait.gate} has not answered`
    case 'approval':
      return `${wait.have} of ${wait.need} approvals`
    case 'reverting':
      return `${hostsWord(wait.hosts)} on the way back`
  }
}

const OUTCOME_WORDS: Readonly<Record<Outcome, string>> = {
  completed: 'completed',
  reverted: 'taken back',
  kept: 'aborted, hosts stay as they are',
  overridden: 'overridden by an emergency rollback',
  superseded: 'superseded by another rollout',
}

/** Where a rollout stands, in a few words; `stages` is their number. */
export function describePhase(phase: RolloutPhase, stages: number): string {
  const of = 'stage' in phase ? `stage ${phase.stage + 1} of ${stages}` : ''
  switch (phase.kind) {
    case 'scheduled':
      return 'scheduled'
    case 'updating':
      return `${of}, updating`
    case 'soaking':
      return `${of}, soaking`
    case 'gating':
      return `${of}, waiting for gates`
    case 'approving':
      return `${of}, waiting for approval`
    case 'between':
      return `${of} is through`
    case 'reverting':
      return phase.scope === 'all' ? 'going back everywhere' : `${of}, going back`
    case 'finished':
      return OUTCOME_WORDS[phase.outcome]
  }
}

/** What became of a host, in a few words. */
export function describeProgress(progress: HostProgress | undefined): string {
  switch (progress?.kind) {
    case undefined:
      return 'not started'
    case 'updating':
      return 'updating'
    case 'done':
      return 'on the new revision, proved'
    case 'failed':
      return `failed: ${progress.message}`
    case 'silent':
      return 'vanished in the middle of the change'
    case 'rolled-back':
      return `switched back by itself: ${progress.message}`
    case 'debt':
      return 'offline: gets it when it is back'
    case 'reverting':
      return 'going back'
    case 'reverted':
      return 'back on the old revision, proved'
    case 'revert-debt':
      return 'offline: goes back when it is back'
    case 'left':
      return 'left the rollout: something newer was assigned, or it is no longer in its groups'
  }
}

/** Why a policy cannot be carried out, ending in what to do. */
export function describePolicyRefusal(refusal: PolicyRefusal): string {
  switch (refusal.kind) {
    case 'no-hosts':
      return 'the selector matches no host; widen it or enroll hosts first'
    case 'no-stages':
      return 'there is no stage; give at least one, such as 1 or 100%'
    case 'bad-amount':
      return `${stageName(refusal.stage)}: ${refusal.field} must be a whole number of hosts or a percentage from 0 to 100`
    case 'shrinking':
      return `${stageName(refusal.stage)} means ${hostsWord(refusal.hosts)}, the one before it ${refusal.before}; sizes are cumulative and must not shrink`
    case 'empty-stage':
      return `${stageName(refusal.stage)} means no host at all; make it larger, or give a number of hosts`
    case 'bad-concurrency':
      return `${stageName(refusal.stage)}: concurrency and ramp must be whole numbers above 0`
    case 'bad-duration':
      return `${refusal.stage === null ? '' : `${stageName(refusal.stage)}: `}${refusal.field} must be a duration above or equal to 0`
    case 'bad-window':
      return `window ${refusal.window + 1}: ${WINDOW_WORDS[refusal.because]}`
  }
}

const WINDOW_WORDS = {
  days: 'name at least one weekday, 1 (Monday) to 7',
  minutes: 'give a start and an end of the day that differ',
  zone: 'name a time zone such as Europe/Berlin',
} as const
