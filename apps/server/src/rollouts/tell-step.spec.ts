import { describe, expect, it } from 'vitest'
import { addErrors, badEnds } from './bad-ends.js'
import { tellStep } from './tell-step.js'
import { host, spec, state } from './testing/samples.js'
import { toPolicy } from './to-policy.js'

const policy = toPolicy(spec({ stages: [{ size: 1, approvals: 1 }, { size: '100%' }] }))
const tell = (before: Parameters<typeof state>[0], after: Parameters<typeof state>[0]) =>
  tellStep(state(before), state(after), { policy, ends: [], answers: [] })
const updating = { phase: { kind: 'updating', stage: 0, since: 1 } } as const

describe('what is told of a step', () => {
  it('the beginning of a stage, with its hosts, also to webhooks', () => {
    const told = tell({}, updating)
    expect(told.events).toEqual([{ kind: 'stage', says: 'stage 1 of 2, updating: 1 host' }])
    expect(told.announcements).toEqual([{ type: 'rollout.stage', says: 'stage 1 of 2, updating: 1 host' }])
  })

  it('nothing when nothing happened', () => {
    expect(tell(updating, { ...updating, hosts: { h1: { kind: 'done', at: 1 } } })).toEqual({
      events: [],
      announcements: [],
      audits: [],
    })
  })

  it('a pause, once; of a person it is told to webhooks only, for it has a line of its own', () => {
    const breach = { kind: 'breach', stage: 0, budget: 'failed', count: 1, limit: 0 } as const
    const told = tell(updating, { ...updating, pauses: [breach] })
    expect(told.events).toEqual([{ kind: 'pause', says: 'stage 1: 1 host failed, 0 may' }])
    expect(told.audits).toMatchObject([{ action: 'rollout.paused', outcome: 'failed' }])
    expect(tell({ ...updating, pauses: [breach] }, { ...updating, pauses: [breach] }).events).toEqual([])
    const person = { kind: 'person', by: 'Ada', reason: 'lunch' } as const
    expect(tell(updating, { ...updating, pauses: [person] })).toMatchObject({
      events: [],
      announcements: [{ type: 'rollout.paused' }],
    })
  })

  it('answers of gates, people that are needed, and the end', () => {
    const gate = { gate: 'smoke', stage: 0, verdict: 'fail', said: 'exit 1', at: 5 } as const
    const told = tellStep(state(updating), state(updating), { policy, ends: [], answers: [gate] })
    expect(told.events).toEqual([{ kind: 'gate', says: 'gate smoke: fail, exit 1' }])
    const approving = { phase: { kind: 'approving', stage: 0, since: 1, waived: false } } as const
    expect(tell(updating, approving).announcements).toMatchObject([{ type: 'rollout.waiting-for-approval' }])
    const finished = { phase: { kind: 'finished', outcome: 'reverted', at: 9 } } as const
    expect(tell(updating, finished)).toEqual({
      events: [{ kind: 'finished', says: 'taken back' }],
      announcements: [{ type: 'rollout.finished', says: 'taken back' }],
      audits: [{ action: 'rollout.reverted', outcome: 'failed', summary: 'taken back' }],
    })
  })

  it('at most twenty hosts by name', () => {
    const ends = Array.from({ length: 25 }, (_, n) => ({
      host: `ci-${n}`,
      code: 'x',
      message: 'm',
      says: 'failed: m',
    }))
    const { events } = tellStep(state(updating), state(updating), { policy, ends, answers: [] })
    expect(events).toHaveLength(21)
    expect(events[0]).toEqual({ kind: 'host', says: 'ci-0 failed: m' })
    expect(events.at(-1)?.says).toBe('and 5 more hosts ended badly')
  })
})

describe('bad ends', () => {
  const o = { now: 100_000, silentAfterMs: 1_000 }
  const before = state({
    ...updating,
    hosts: { h1: { kind: 'updating', since: 1 }, h2: { kind: 'updating', since: 1 } },
  })

  it('are found by what hosts say, also when the same step sends them back', () => {
    const error = { code: 'probe_failed', message: 'it cannot compile' }
    const facts = new Map([
      ['h1', host('h1', { assigned: 'to', evidence: { kind: 'rolled-back', ...error } })],
      ['h2', host('h2', { assigned: 'to', evidence: { kind: 'pending' }, online: false })],
    ])
    expect(badEnds(before, facts, o)).toEqual([
      { host: 'ci-h1', says: 'switched back by itself: it cannot compile', ...error },
      {
        ...{ host: 'ci-h2', code: 'silent', message: 'vanished in the middle of the change' },
        says: 'vanished in the middle of the change',
      },
    ])
  })

  it('are none of hosts that are there, or that left', () => {
    const facts = new Map([['h1', host('h1', { assigned: 'to' })]])
    expect(badEnds(before, facts, o)).toEqual([])
  })

  it('gather by code, most hosts first, each host once', () => {
    const end = (name: string, code: string) => ({ host: name, code, message: code, says: code })
    const first = addErrors([], [end('a', 'x'), end('b', 'y'), end('c', 'y')])
    expect(first.map(({ code, hosts, names }) => [code, hosts, names])).toEqual([
      ['y', 2, ['b', 'c']],
      ['x', 1, ['a']],
    ])
    expect(addErrors(first, [end('b', 'y')])).toEqual(first)
  })
})
