import { rolloutView as schema } from '@goherd/protocol'
import { describe, expect, it } from 'vitest'
import type { CountRow } from './count-progress.js'
import { gateQuestions } from './gate-questions.js'
import { makeHead } from './make-head.js'
import { rolloutView } from './rollout-view.js'
import { host, loaded } from './testing/samples.js'

const gates = [{ kind: 'prometheus', name: 'errors', query: 'up', op: '<', limit: 1 } as const]
const stages = [{ size: 1, gates: ['errors'], maxFailed: 1, onFailure: 'revert-all' as const }]
const row = (stage: number, kind: CountRow['kind'], hosts: number, acknowledged = false): CountRow => ({
  ...{ rolloutId: 'r1', stage, kind, hosts, acknowledged },
})
const view = (over: Parameters<typeof loaded>[0], counts: CountRow[], asks: string[] = []) => {
  const record = loaded(over, { stages, gates })
  const head = makeHead({ ...record, waits: [], wakeAt: null, asks, now: 5 }, record.head)
  const groups = [{ rolloutId: 'r1', groupId: 'g1', hosts: 2 }]
  const errors = [{ rolloutId: 'r1', code: 'disk_full', message: 'full', hosts: 1, names: ['ci-1'] }]
  const settings = new Map([[2, { GOFLAGS: '-v' }]])
  return schema.parse(
    rolloutView({ record: { ...record, head }, finishedAt: null, counts, groups, errors, settings }),
  )
}

describe('a rollout as pages see it', () => {
  it('counts every host once, and budgets without those that were acknowledged', () => {
    const gating = view(
      { phase: { kind: 'gating', stage: 0, since: 1 } },
      [row(0, 'done', 3), row(0, 'failed', 1), row(0, 'failed', 2, true), row(1, 'waiting', 4)],
      ['errors'],
    )
    expect(gating).toMatchObject({
      ...{ hosts: 10, stage: 0, counts: { done: 3, failed: 3, waiting: 4, updating: 0 } },
      groups: [{ group: 'build', hosts: 2, to: { revision: 2, settings: { GOFLAGS: '-v' } } }],
      errors: [{ code: 'disk_full' }],
    })
    expect(gating.stages.map(({ state, hosts, size }) => [state, hosts, size])).toEqual([
      ['current', 6, 1],
      ['waiting', 4, '100%'],
    ])
    expect(gating.stages[0]?.budgets[0]).toEqual({ name: 'failed', used: 1, limit: 1 })
    expect(gating.stages[0]?.gates).toEqual([
      { name: 'errors', kind: 'prometheus', verdict: null, said: 'being measured', at: null },
    ])
  })

  it('says of each command why it makes no sense', () => {
    const { commands } = view({}, [row(0, 'waiting', 1)])
    expect(commands).toMatchObject({ pause: null, abort: null, resume: 'the rollout is not paused' })
    expect(commands.promote).toContain('makes no sense while it is scheduled')
    const failed = view({ phase: { kind: 'updating', stage: 0, since: 1 } }, [row(0, 'failed', 1)])
    expect(failed.commands.retry).toBeNull()
    expect(failed.commands.approve).toBe('stage 1 needs no approval')
  })

  it('shows what was reached when it is over', () => {
    const ended = (outcome: 'completed' | 'reverted' | 'kept') =>
      view({ phase: { kind: 'finished', outcome, at: 9 } }, [row(0, 'reverted', 1), row(1, 'waiting', 1)])
    expect(ended('completed').stages.map(({ state }) => state)).toEqual(['done', 'done'])
    expect(ended('reverted').stages.map(({ state }) => state)).toEqual(['reverted', 'waiting'])
    expect(ended('kept')).toMatchObject({
      outcome: 'kept',
      commands: { abort: expect.stringContaining('finished') },
    })
    // The hosts are back and no longer in error; what led there is still shown, and here there was nothing.
    expect(ended('reverted').errors).toEqual([])
  })
})

describe('the questions to gates', () => {
  it('are about the hosts of the stage that proved the new state', () => {
    const rollout = loaded(
      { phase: { kind: 'gating', stage: 0, since: 1 }, hosts: { h1: { kind: 'done', at: 1 } } },
      { stages, gates },
    )
    const head = makeHead({ ...rollout, waits: [], wakeAt: null, asks: ['errors'], now: 5 }, rollout.head)
    const facts = new Map([
      ['h1', host('h1')],
      ['h2', host('h2')],
    ])
    const asked = { asks: ['errors'], state: rollout.state }
    expect(gateQuestions({ ...rollout, head }, facts, asked)).toEqual([
      {
        ...{ rolloutId: 'r1', stage: 0, gate: rollout.spec.gates[0], since: 5, actor: 'Ada' },
        hosts: [
          {
            ...{ id: 'h1', name: 'ci-h1', platform: 'linux/amd64', online: true },
            ...{ from: 'go1.21.13', to: 'go1.22.12' },
          },
        ],
      },
    ])
    expect(gateQuestions(rollout, facts, { ...asked, asks: [] })).toEqual([])
  })
})
