import type { WebhookEvent } from '@goherd/protocol'
import {
  describePause,
  describePhase,
  type GateAnswer,
  normalStages,
  type Outcome,
  type RolloutPolicy,
  type RolloutState,
} from '@goherd/rollout-engine'
import type { BadEnd } from './bad-ends.js'

/** A line of a rollout's history that nobody in particular caused. */
export interface ToldEvent {
  readonly kind: string
  readonly says: string
}

/** What of a step people and programs are told of. */
export interface Told {
  readonly events: readonly ToldEvent[]
  readonly announcements: readonly { readonly type: WebhookEvent; readonly says: string }[]
  readonly audits: readonly {
    readonly action: string
    readonly outcome: 'done' | 'failed'
    readonly summary: string
  }[]
}

/** Hosts that are named in one step; the page of hosts has them all. */
const MOST_NAMED = 20

const OUTCOMES: Readonly<Record<Outcome, 'done' | 'failed'>> = {
  completed: 'done',
  reverted: 'failed',
  kept: 'done',
  overridden: 'failed',
  superseded: 'done',
}

/** The difference between two states of a rollout, in words. */
export function tellStep(
  before: RolloutState,
  after: RolloutState,
  o: {
    readonly policy: RolloutPolicy
    readonly ends: readonly BadEnd[]
    readonly answers: readonly GateAnswer[]
  },
): Told {
  const told = [
    ...tellHosts(o.ends),
    ...tellGates(o.answers),
    ...tellPauses(before, after),
    ...tellPhase(before, after, o.policy),
  ]
  return {
    events: told.flatMap(({ event }) => event ?? []),
    announcements: told.flatMap(({ announcement }) => announcement ?? []),
    audits: told.flatMap(({ audit }) => audit ?? []),
  }
}

interface Line {
  readonly event?: ToldEvent
  readonly announcement?: Told['announcements'][number]
  readonly audit?: Told['audits'][number]
}

function tellHosts(ends: readonly BadEnd[]): Line[] {
  const lines = ends.slice(0, MOST_NAMED).map(({ host, says }): Line => {
    return { event: { kind: 'host', says: `${host} ${says}` } }
  })
  const more = ends.length - lines.length
  return more > 0
    ? [...lines, { event: { kind: 'host', says: `and ${more} more hosts ended badly` } }]
    : lines
}

function tellGates(answers: readonly GateAnswer[]): Line[] {
  return answers.map(({ gate, verdict, said }) => ({
    event: { kind: 'gate', says: `gate ${gate}: ${verdict}, ${said}` },
  }))
}

function tellPauses(before: RolloutState, after: RolloutState): Line[] {
  return after.pauses
    .filter((pause) => !before.pauses.some((one) => describePause(one) === describePause(pause)))
    .map((pause) => {
      const says = describePause(pause)
      const announcement = { type: 'rollout.paused', says } as const
      // A person's word is an event of its own, with their name.
      if (pause.kind === 'person') return { announcement }
      const audit = { action: 'rollout.paused', outcome: 'failed', summary: says } as const
      return { event: { kind: 'pause', says }, announcement, audit }
    })
}

function tellPhase(before: RolloutState, after: RolloutState, policy: RolloutPolicy): Line[] {
  const { phase: was } = before
  const { phase } = after
  const isSame =
    was.kind === phase.kind && ('stage' in was ? was.stage : 0) === ('stage' in phase ? phase.stage : 0)
  if (isSame) return []
  const says = describePhase(phase, after.stages.length)
  const event = { kind: phase.kind === 'finished' ? 'finished' : 'stage', says }
  switch (phase.kind) {
    case 'finished': {
      const audit = { action: `rollout.${phase.outcome}`, outcome: OUTCOMES[phase.outcome], summary: says }
      return [{ event, announcement: { type: 'rollout.finished', says }, audit }]
    }
    case 'reverting':
      return [{ event, audit: { action: 'rollout.reverting', outcome: 'failed', summary: says } }]
    case 'updating': {
      const count = after.stages[phase.stage]?.length ?? 0
      const begun = `${says}: ${count} ${count === 1 ? 'host' : 'hosts'}`
      return [{ event: { kind: 'stage', says: begun }, announcement: { type: 'rollout.stage', says: begun } }]
    }
    case 'approving': {
      const need = phase.waived ? 0 : (normalStages(policy.stages)[phase.stage]?.approvals ?? 0)
      return need > 0 ? [{ event, announcement: { type: 'rollout.waiting-for-approval', says } }] : []
    }
    case 'soaking':
    case 'gating':
      return [{ event }]
    case 'scheduled':
    case 'between':
      return []
  }
}
