import type { HostProgress, PauseReason, RolloutPhase } from '@goherd/rollout-engine'
import { PROGRESS_KINDS, ROLLOUT_PHASES } from '@goherd/rollout-engine'
import { describe, expect, it } from 'vitest'
import { isSameHead, makeHead } from './make-head.js'
import { readHead, readProgress } from './stored-state.js'
import { loaded, spec, state } from './testing/samples.js'
import { toPolicy } from './to-policy.js'

const policy = toPolicy(spec())
const stored = (value: unknown): unknown => JSON.parse(JSON.stringify(value))
const head = (over: Parameters<typeof state>[0]) =>
  makeHead({ state: state(over), policy, waits: ['a wait'], wakeAt: 7, asks: [], now: 0 })

const PHASES: Readonly<Record<RolloutPhase['kind'], RolloutPhase>> = {
  scheduled: { kind: 'scheduled' },
  updating: { kind: 'updating', stage: 0, since: 1 },
  soaking: { kind: 'soaking', stage: 0, until: 2 },
  gating: { kind: 'gating', stage: 1, since: 1 },
  approving: { kind: 'approving', stage: 1, since: 1, waived: true },
  between: { kind: 'between', stage: 0 },
  reverting: { kind: 'reverting', stage: 0, scope: 'all', since: 1 },
  finished: { kind: 'finished', outcome: 'kept', at: 3 },
}
const gate = { stage: 0, gate: 'smoke', said: 'exit 1' }
const PAUSES: Readonly<Record<PauseReason['kind'], PauseReason>> = {
  person: { kind: 'person', by: 'Ada', reason: 'lunch' },
  breach: { kind: 'breach', stage: 0, budget: 'silent', count: 2, limit: 1 },
  'gate-failed': { kind: 'gate-failed', ...gate },
  'gate-inconclusive': { kind: 'gate-inconclusive', ...gate },
  'slots-held': { kind: 'slots-held', stage: 0, hosts: 2 },
  'nothing-proved': { kind: 'nothing-proved', stage: 0 },
  recalled: { kind: 'recalled', reason: 'bad' },
  'stage-reverted': { kind: 'stage-reverted', stage: 0 },
}
const error = { at: 1, code: 'x', message: 'y', acknowledged: false }
const HOSTS: Readonly<Record<HostProgress['kind'], HostProgress>> = {
  updating: { kind: 'updating', since: 1 },
  done: { kind: 'done', at: 1 },
  failed: { kind: 'failed', ...error },
  silent: { kind: 'silent', at: 1, acknowledged: true },
  'rolled-back': { kind: 'rolled-back', ...error },
  debt: { kind: 'debt', since: 1 },
  reverting: { kind: 'reverting', since: 1 },
  reverted: { kind: 'reverted', at: 1 },
  'revert-debt': { kind: 'revert-debt', since: 1 },
  left: { kind: 'left', at: 1 },
}

describe('what the database keeps of a rollout', () => {
  it.each(ROLLOUT_PHASES)('comes back as it was in phase %s', (kind) => {
    const before = head({ phase: PHASES[kind], pauses: Object.values(PAUSES) })
    expect(readHead(stored(before))).toEqual(before)
  })

  it.each(PROGRESS_KINDS)('comes back as it was for a host that is %s', (kind) => {
    expect(readProgress(stored(HOSTS[kind]))).toEqual(HOSTS[kind])
  })

  it('has nothing for a host whose turn has not come, and refuses what it does not know', () => {
    expect(readProgress(null)).toBeNull()
    expect(() => readProgress({ kind: 'asleep' })).toThrow()
    expect(() => readHead({ phase: { kind: 'asleep' } })).toThrow()
  })

  it('remembers answers and approvals of the stages that are through', () => {
    const answer = { ...gate, verdict: 'pass', at: 4 } as const
    const first = loaded({ phase: PHASES.updating, gates: [answer], approvals: [{ by: 'Ada', at: 5 }] })
    const next = state({ phase: { kind: 'updating', stage: 1, since: 6 }, approvals: [{ by: 'Ada', at: 8 }] })
    const after = makeHead({ state: next, policy, waits: [], wakeAt: null, asks: [], now: 9 }, first.head)
    expect(after.history.gates).toEqual([answer])
    expect(after.history.approvals).toEqual([
      { by: 'Ada', at: 5, stage: 0 },
      { by: 'Ada', at: 8, stage: 1 },
    ])
  })

  it('knows since when a gate is asked, and that a question after an answer is another one', () => {
    const parts = { state: state(), policy, waits: [], wakeAt: null }
    const first = makeHead({ ...parts, asks: ['smoke'], now: 10 })
    const again = makeHead({ ...parts, asks: ['smoke'], now: 20 }, first)
    const answered = makeHead({ ...parts, asks: [], now: 30 }, again)
    expect(again.asked).toEqual({ smoke: 10 })
    expect(isSameHead(first, again)).toBe(true)
    expect(makeHead({ ...parts, asks: ['smoke'], now: 40 }, answered).asked).toEqual({ smoke: 40 })
  })
})
