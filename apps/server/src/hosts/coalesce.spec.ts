import type { HostEvent, HostReport } from '@goherd/protocol'
import { describe, expect, it } from 'vitest'
import { coalesce, type PendingReport, rejoin } from './coalesce.js'

const event = (id: string): HostEvent => ({
  id,
  at: '2026-01-01T00:00:00.000Z',
  kind: 'switch',
  epoch: 1,
  message: id,
})
const report = (seq: number, extra: Partial<HostReport> = {}): HostReport => ({
  seq,
  epoch: 1,
  at: '2026-01-01T00:00:00.000Z',
  observed: {
    link: { kind: 'missing' },
    settings: {},
    goVersion: null,
    bytes: { kind: 'unchecked' },
    proof: null,
    installed: [],
    snapshots: [],
  },
  phase: { kind: 'idle' },
  events: [],
  ...extra,
})
const all = (...reports: HostReport[]): PendingReport => {
  const [first, ...rest] = reports
  if (!first) throw new Error('give at least one report')
  return rest.reduce<PendingReport>((waiting, next) => coalesce(waiting, next), coalesce(undefined, first))
}
const ids = (pending: PendingReport) => [...pending.events.keys()].sort()

describe('coalescing the reports of one host', () => {
  it('keeps the newest, whatever the order of arrival', () => {
    for (const order of [
      [1, 2, 3],
      [3, 2, 1],
      [2, 3, 1],
      [3, 3, 2],
    ]) {
      expect(all(...order.map((seq) => report(seq))).newest.seq, String(order)).toBe(3)
    }
  })

  it('keeps every event once', () => {
    const pending = all(
      report(2, { events: [event('b'), event('c')] }),
      report(1, { events: [event('a'), event('b')] }),
    )
    expect(ids(pending)).toEqual(['a', 'b', 'c'])
  })

  it('keeps facts and labels of the newest report that has them', () => {
    const pending = all(
      report(3, { labels: { rack: 'new' } }),
      report(4),
      report(1, { labels: { rack: 'old' } }),
    )
    expect(pending.labels).toEqual({ rack: 'new' })
    expect(pending.newest.seq).toBe(4)
  })

  it('joins what a failed flush gave back with what came since, losing nothing', () => {
    const before = all(report(1, { events: [event('a')], labels: { rack: '1' } }), report(2))
    const since = all(report(3, { events: [event('b')] }), report(5, { events: [event('c')] }))
    const joined = rejoin(before, since)
    expect(joined.newest.seq).toBe(5)
    expect(ids(joined)).toEqual(['a', 'b', 'c'])
    expect(joined.labels).toEqual({ rack: '1' })
  })

  it('does not go back when what came since is older', () => {
    expect(rejoin(all(report(7)), all(report(6))).newest.seq).toBe(7)
    expect(rejoin(all(report(7)), undefined).newest.seq).toBe(7)
  })
})
