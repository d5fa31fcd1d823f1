import type { GateAnswer, HostProgress, RolloutState } from '@goherd/rollout-engine'
import { z } from 'zod'
import { addErrors, type BadEnd } from './bad-ends.js'

const at = z.number()
const stage = z.number().int()
const since = z.number()
const acknowledged = z.boolean()
const outcome = z.enum(['completed', 'reverted', 'kept', 'overridden', 'superseded'])

const phase = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('scheduled') }),
  z.object({ kind: z.literal('updating'), stage, since }),
  z.object({ kind: z.literal('soaking'), stage, until: z.number() }),
  z.object({ kind: z.literal('gating'), stage, since }),
  z.object({ kind: z.literal('approving'), stage, since, waived: z.boolean() }),
  z.object({ kind: z.literal('between'), stage }),
  z.object({ kind: z.literal('reverting'), stage, scope: z.enum(['stage', 'all']), since }),
  z.object({ kind: z.literal('finished'), outcome, at }),
])

const gateWords = { stage, gate: z.string(), said: z.string() }
const pause = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('person'), by: z.string(), reason: z.string() }),
  z.object({
    kind: z.literal('breach'),
    stage,
    budget: z.enum(['failed', 'silent', 'rolledBack']),
    count: z.number(),
    limit: z.number(),
  }),
  z.object({ kind: z.literal('gate-failed'), ...gateWords }),
  z.object({ kind: z.literal('gate-inconclusive'), ...gateWords }),
  z.object({ kind: z.literal('slots-held'), stage, hosts: z.number() }),
  z.object({ kind: z.literal('nothing-proved'), stage }),
  z.object({ kind: z.literal('recalled'), reason: z.string() }),
  z.object({ kind: z.literal('stage-reverted'), stage }),
])

const badEnd = { at, code: z.string(), message: z.string(), acknowledged }
const progress = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('updating'), since }),
  z.object({ kind: z.literal('done'), at }),
  z.object({ kind: z.literal('failed'), ...badEnd }),
  z.object({ kind: z.literal('silent'), at, acknowledged }),
  z.object({ kind: z.literal('rolled-back'), ...badEnd }),
  z.object({ kind: z.literal('debt'), since }),
  z.object({ kind: z.literal('reverting'), since }),
  z.object({ kind: z.literal('reverted'), at }),
  z.object({ kind: z.literal('revert-debt'), since }),
  z.object({ kind: z.literal('left'), at }),
])

const gateAnswer = z.object({ ...gateWords, verdict: z.enum(['pass', 'fail', 'inconclusive']), at })
const approval = z.object({ by: z.string(), at })

const errorGroup = z.object({
  code: z.string(),
  message: z.string(),
  hosts: z.number().int(),
  names: z.array(z.string()).readonly(),
})

const head = z.object({
  phase,
  pauses: z.array(pause),
  gates: z.array(gateAnswer),
  approvals: z.array(approval),
  /** What it waits for, in words, by the step that was stored last. */
  waits: z.array(z.string()),
  /** When time alone takes it on. */
  wakeAt: z.number().nullable(),
  /** Since when each gate of the current stage is being asked: asked again, it is another question. */
  asked: z.record(z.string(), z.number()),
  /** Answers and approvals of the stages that are through as well, and every bad end there was. */
  history: z.object({
    gates: z.array(gateAnswer),
    approvals: z.array(approval.extend({ stage })),
    errors: z.array(errorGroup),
  }),
  /** Where it stands, in one sentence. */
  sentence: z.string(),
})

/** A rollout's state as its row has it: all but its hosts, and what pages say of it. */
export type StoredHead = z.infer<typeof head>

/** @throws ZodError for a row that this server's version does not understand */
export function readHead(stored: unknown): StoredHead {
  return head.parse(stored)
}

/** @returns null for a host whose turn has not come */
export function readProgress(stored: unknown): HostProgress | null {
  return stored === null ? null : progress.parse(stored)
}

/** The engine's state, from a row and the rows of its hosts. */
export function stateOf(
  { phase: now, pauses, gates, approvals }: StoredHead,
  stages: RolloutState['stages'],
  hosts: RolloutState['hosts'],
): RolloutState {
  return { phase: now, pauses, gates, approvals, stages, hosts }
}

/** The history with what a state has that is new. */
export function addToHistory(
  history: StoredHead['history'],
  state: RolloutState,
  news: { readonly ends: readonly BadEnd[]; readonly answers: readonly GateAnswer[] },
): StoredHead['history'] {
  const current = state.phase.kind === 'finished' || state.phase.kind === 'scheduled' ? -1 : state.phase.stage
  const answers = [...news.answers, ...state.gates]
  const isLast = (one: GateAnswer, index: number, all: readonly GateAnswer[]) =>
    !all.slice(index + 1).some((later) => later.gate === one.gate && later.stage === one.stage)
  const given = current < 0 ? [] : state.approvals.map((one) => ({ ...one, stage: current }))
  const isNew = (one: { by: string; stage: number }) =>
    !history.approvals.some((known) => known.by === one.by && known.stage === one.stage)
  return {
    gates: [...history.gates, ...answers].filter(isLast),
    approvals: [...history.approvals, ...given.filter(isNew)],
    errors: addErrors(history.errors, news.ends),
  }
}
