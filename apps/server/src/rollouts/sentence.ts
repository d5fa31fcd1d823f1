import {
  describePause,
  describePhase,
  normalStages,
  type RolloutPolicy,
  type RolloutState,
} from '@goherd/rollout-engine'

/** What a sentence is made of. `waits` are the step's own words for what it waits for. */
export interface Standing {
  readonly state: RolloutState
  readonly policy: RolloutPolicy
  readonly waits: readonly string[]
  readonly now: number
}

/** Where a rollout stands and what comes next: "Stage 2 of 4 · soaking until 12:03 UTC · then gate smoke". */
export function sentenceOf({ state, policy, waits, now }: Standing): string {
  const { phase, pauses, stages } = state
  if (phase.kind === 'finished') return capital(describePhase(phase, stages.length))
  const [where, ...doing] = capital(describePhase(phase, stages.length)).split(', ')
  const [pause] = pauses
  if (pause !== undefined && phase.kind !== 'reverting')
    return [where, `paused: ${describePause(pause)}`].join(' · ')
  if (phase.kind === 'soaking') {
    const until = `soaking until ${clock(phase.until, now)} UTC`
    return [where, until, ...afterSoak(policy, phase.stage)].join(' · ')
  }
  return [where, ...doing, ...waits].join(' · ')
}

/** What stands between a stage and the next one besides time. */
function afterSoak(policy: RolloutPolicy, stage: number): string[] {
  const { gates = [], approvals = 0 } = normalStages(policy.stages)[stage] ?? {}
  const gate = gates.length === 0 ? [] : [`${gates.length === 1 ? 'gate' : 'gates'} ${gates.join(', ')}`]
  const people = approvals === 0 ? [] : [approvals === 1 ? 'an approval' : `${approvals} approvals`]
  const next = [...gate, ...people]
  return next.length === 0 ? [] : [`then ${next.join(' and ')}`]
}

/** The hour; with the day when it is another one. */
function clock(at: number, now: number): string {
  const iso = new Date(at).toISOString()
  const isToday = iso.slice(0, 10) === new Date(now).toISOString().slice(0, 10)
  return isToday ? iso.slice(11, 16) : `${iso.slice(0, 10)} ${iso.slice(11, 16)}`
}

function capital(text: string): string {
  return `${text.slice(0, 1).toUpperCase()}${text.slice(1)}`
}
