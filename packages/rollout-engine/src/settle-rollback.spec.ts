import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  type HostEvidence,
  type RollbackHostState,
  type RollbackProgress,
  type RollbackState,
  settleHost,
  settleRollback,
} from './settle-rollback.js'

const patience = { graceMs: 15_000, deadlineMs: 600_000 }
const quiet: Omit<HostEvidence, 'id'> = {
  proved: false,
  offlineForMs: null,
  failure: null,
  superseded: false,
}
const heard = (id: string, over: Partial<HostEvidence> = {}): HostEvidence => ({ id, ...quiet, ...over })

const start = (...ids: string[]): RollbackProgress => ({
  state: 'running',
  hosts: new Map(ids.map((id) => [id, { kind: 'pending' }])),
})
const settle = (before: RollbackProgress, evidence: HostEvidence[], elapsedMs = 1_000) =>
  settleRollback(before, evidence, { elapsedMs, patience })

type EvidenceKind = 'proved' | 'superseded' | 'offline' | 'failed' | 'nothing'
const EVIDENCE: Record<EvidenceKind, HostEvidence> = {
  proved: heard('h', { proved: true }),
  superseded: heard('h', { superseded: true }),
  offline: heard('h', { offlineForMs: 15_000 }),
  failed: heard('h', { failure: 'disk full' }),
  nothing: heard('h'),
}
const STATES: Record<RollbackHostState['kind'], RollbackHostState> = {
  pending: { kind: 'pending' },
  proved: { kind: 'proved' },
  failed: { kind: 'failed', reason: 'before' },
  debt: { kind: 'debt', reason: 'before' },
}
const TABLE: Record<RollbackHostState['kind'], Record<EvidenceKind, RollbackHostState['kind']>> = {
  pending: { proved: 'proved', superseded: 'pending', offline: 'debt', failed: 'failed', nothing: 'pending' },
  failed: { proved: 'proved', superseded: 'failed', offline: 'debt', failed: 'failed', nothing: 'pending' },
  debt: { proved: 'proved', superseded: 'debt', offline: 'debt', failed: 'failed', nothing: 'pending' },
  proved: { proved: 'proved', superseded: 'proved', offline: 'proved', failed: 'proved', nothing: 'proved' },
}

describe('settleHost', () => {
  for (const before of Object.values(STATES)) {
    for (const [kind, evidence] of Object.entries(EVIDENCE)) {
      const expected = Object.entries(TABLE[before.kind]).find(([k]) => k === kind)?.[1]
      it(`${before.kind} that hears ${kind} is ${expected}`, () => {
        expect(settleHost(before, evidence, patience.graceMs).kind).toBe(expected)
      })
    }
  }

  it('still counts a host as live within the grace', () => {
    expect(settleHost({ kind: 'pending' }, heard('h', { offlineForMs: 14_999 }), patience.graceMs)).toEqual({
      kind: 'pending',
    })
  })
})

describe('settleRollback', () => {
  it('is complete when every live host proved, and lists the offline one as debt', () => {
    const after = settle(start('a', 'b'), [
      heard('a', { proved: true }),
      heard('b', { offlineForMs: 60_000 }),
    ])
    expect(after.state).toBe('complete')
    expect([...after.hosts]).toEqual([
      ['a', { kind: 'proved' }],
      ['b', { kind: 'debt', reason: 'offline' }],
    ])
  })

  it('pays debt after completion without opening again', () => {
    const complete = settle(start('a', 'b'), [
      heard('a', { proved: true }),
      heard('b', { offlineForMs: 60_000 }),
    ])
    const back = settle(complete, [heard('b')])
    expect([back.state, back.hosts.get('b')?.kind]).toEqual(['complete', 'pending'])
    const paid = settle(back, [heard('b', { proved: true })])
    expect([paid.state, paid.hosts.get('b')?.kind]).toEqual(['complete', 'proved'])
  })

  it('goes on while a live host has not proved, also when it failed once', () => {
    const failed = settle(start('a', 'b'), [
      heard('a', { proved: true }),
      heard('b', { failure: 'disk full' }),
    ])
    expect(failed.state).toBe('running')
    expect(settle(failed, [heard('b', { proved: true })]).state).toBe('complete')
  })

  it('is incomplete at the deadline, and complete when the proof comes after all', () => {
    const late = settle(start('a', 'b'), [heard('a', { proved: true })], 600_000)
    expect(late.state).toBe('incomplete')
    expect(settle(late, [heard('b', { proved: true })], 700_000).state).toBe('complete')
  })

  it('does not take silence for success: with everyone offline it is incomplete (R9)', () => {
    expect(settle(start('a'), [heard('a', { offlineForMs: 60_000 })]).state).toBe('incomplete')
  })

  it('is superseded by a newer target, but not when that came after all had proved', () => {
    expect(settle(start('a', 'b'), [heard('a', { superseded: true })]).state).toBe('superseded')
    expect(settle(start('a'), [heard('a', { superseded: true, proved: true })]).state).toBe('complete')
  })

  it('ignores evidence of hosts that are not part of it', () => {
    expect(settle(start('a'), [heard('stranger', { proved: true })])).toEqual(start('a'))
  })

  const evidence = fc.record({
    id: fc.constantFrom('a', 'b', 'c'),
    proved: fc.boolean(),
    offlineForMs: fc.option(fc.constantFrom(0, 14_999, 15_000, 99_000)),
    failure: fc.option(fc.constant('broken')),
    superseded: fc.boolean(),
  })
  const rounds = fc.array(
    fc.tuple(fc.array(evidence, { maxLength: 4 }), fc.integer({ min: 0, max: 700_000 })),
    { maxLength: 12 },
  )

  it('keeps proved, complete and superseded for ever, and completes only with proof (R6, R7)', () => {
    const final: readonly RollbackState[] = ['complete', 'superseded']
    fc.assert(
      fc.property(rounds, (given) => {
        let at = start('a', 'b', 'c')
        for (const [news, elapsedMs] of given) {
          const next = settle(at, news, elapsedMs)
          for (const [id, host] of at.hosts)
            if (host.kind === 'proved') expect(next.hosts.get(id)).toEqual(host)
          if (final.includes(at.state)) expect(next.state).toBe(at.state)
          if (next.state === 'complete' && at.state !== 'complete') {
            const kinds = [...next.hosts.values()].map((h) => h.kind)
            expect(kinds).toContain('proved')
            expect(kinds.every((kind) => kind === 'proved' || kind === 'debt')).toBe(true)
          }
          at = next
        }
      }),
    )
  })

  it('comes to the same hosts whatever came before the final evidence, twice or in another order (R8)', () => {
    const last = fc
      .tuple(evidence, evidence, evidence)
      .map((three) =>
        three.map((e, i) => ({ ...e, id: ['a', 'b', 'c'][i] ?? '', superseded: false, proved: true })),
      )
    fc.assert(
      fc.property(rounds, last, (given, final) => {
        const noisy = given.reduce(
          (at, [news, elapsedMs]) => settle(at, news, elapsedMs),
          start('a', 'b', 'c'),
        )
        const forward = settle(noisy, final)
        const twice = settle(settle(noisy, [...final].reverse()), final)
        expect(forward.hosts).toEqual(settle(start('a', 'b', 'c'), final).hosts)
        expect(twice).toEqual(forward)
      }),
    )
  })
})
