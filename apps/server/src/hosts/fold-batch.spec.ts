import type { HostReport } from '@goherd/protocol'
import { describe, expect, it } from 'vitest'
import { coalesce } from './coalesce.js'
import { foldBatch, hostsOf } from './fold-batch.js'
import type { KnownHost } from './host.reader.js'
import { UNHEARD } from './host-status.js'
import type { Taken } from './report-inbox.js'

const known = (id: string, seq = 0): [string, KnownHost] => [
  id,
  {
    host: { id, name: id, groupId: 'g', group: 'build', managed: true, platform: 'linux/amd64' },
    status: { ...UNHEARD, seq },
  },
]
const report = (seq: number, changed: Partial<HostReport> = {}): HostReport => ({
  seq,
  epoch: 0,
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
  ...changed,
})
const taken = (hostId: string, newest: HostReport): Taken => ({
  hostId,
  pending: coalesce(undefined, newest),
  waiters: [],
})
const online = ({ host }: KnownHost) => ({ host, wanted: undefined, online: true })
const ids = (rows: readonly { readonly hostId: string }[]) => rows.map(({ hostId }) => hostId)

describe('folding a batch', () => {
  it('writes a host that reported and connected once', () => {
    const batch = { reports: [taken('a', report(1))], presence: ['a', 'b'] }
    const folded = foldBatch(batch, new Map([known('a'), known('b')]), online)
    expect(hostsOf(batch)).toEqual(['a', 'b'])
    expect(ids(folded.statuses)).toEqual(['a'])
    expect(ids(folded.presence)).toEqual(['b'])
    expect(folded.changes.map(({ host, after }) => [host.id, after.online])).toEqual([
      ['a', true],
      ['b', true],
    ])
  })

  it('still writes the connection of a host whose report is stored already', () => {
    const batch = { reports: [taken('a', report(4))], presence: ['a'] }
    const folded = foldBatch(batch, new Map([known('a', 4)]), online)
    expect(folded.statuses).toEqual([])
    expect(ids(folded.presence)).toEqual(['a'])
    expect(folded.changes).toHaveLength(1)
  })

  it('stores the events and facts of reports that are not news', () => {
    const event = {
      ...{ id: 'e', at: '2026-01-01T00:00:00.000Z', kind: 'switch' as const },
      ...{ epoch: 0, message: '' },
    }
    const folded = foldBatch(
      { reports: [taken('a', report(2, { events: [event], labels: { rack: '1' } }))], presence: [] },
      new Map([known('a', 9)]),
      online,
    )
    expect(folded).toMatchObject({
      statuses: [],
      events: [{ hostId: 'a', event }],
      profiles: [{ hostId: 'a', labels: { rack: '1' } }],
      changes: [],
    })
  })

  it('keeps apart who is no longer enrolled', () => {
    const stranger = taken('gone', report(1))
    const folded = foldBatch(
      { reports: [stranger, taken('a', report(1))], presence: ['gone'] },
      new Map([known('a')]),
      online,
    )
    expect(folded.strangers).toEqual([stranger])
    expect(ids(folded.statuses)).toEqual(['a'])
    expect(folded.presence).toEqual([])
  })
})
