import type { ObservedState } from '@goherd/model'
import { describe, expect, it } from 'vitest'
import {
  type Circumstances,
  foldReport,
  restate,
  type StatusReport,
  type WantedState,
} from './fold-status.js'
import { type HostStatus, UNHEARD } from './host-status.js'

const PROOF = 'a'.repeat(64)
const wanted: WantedState = {
  epoch: 5,
  desired: { release: 'go1.22.12', settings: {} },
  expectedProof: PROOF,
}
const around = (changed: Partial<Circumstances> = {}): Circumstances => ({
  host: { managed: true },
  wanted,
  online: true,
  ...changed,
})
const observed = (changed: Partial<ObservedState> = {}): ObservedState => ({
  link: { kind: 'managed', release: 'go1.22.12' },
  settings: {},
  goVersion: 'go1.22.12',
  bytes: { kind: 'unchecked' },
  proof: PROOF,
  installed: [],
  snapshots: [],
  ...changed,
})
const report = (changed: Partial<StatusReport> = {}): StatusReport => ({
  seq: 1,
  epoch: 5,
  observed: observed(),
  phase: { kind: 'idle' },
  ...changed,
})
const fold = (changed: Partial<StatusReport> = {}, before: HostStatus = UNHEARD) =>
  foldReport(before, report(changed), around())

describe('folding a report', () => {
  it('of a host that is there: in sync, reached and proved', () => {
    expect(fold()).toMatchObject({
      state: 'in-sync',
      proved: true,
      reached: 5,
      seq: 1,
      actual: 'go1.22.12',
      drift: [],
    })
  })

  it('proves nothing by a wrong digest, without one, or while none is expected', () => {
    expect(fold({ observed: observed({ proof: 'b'.repeat(64) }) }).proved).toBe(false)
    expect(fold({ observed: observed({ proof: null }) }).proved).toBe(false)
    const unknown = around({ wanted: { ...wanted, expectedProof: null } })
    expect(foldReport(UNHEARD, report({ observed: observed({ proof: null }) }), unknown).proved).toBe(false)
  })

  it('proves nothing for an assignment the host has not accepted yet, though the digest is right', () => {
    expect(fold({ epoch: 4 })).toMatchObject({ proved: false, state: 'updating', reached: 0 })
  })

  it('of another release: version drift before it was ever there, link drift afterwards', () => {
    const elsewhere = observed({ link: { kind: 'managed', release: 'go1.21.13' } })
    expect(fold({ observed: elsewhere }).drift).toMatchObject([{ kind: 'version' }])
    const after = fold({ seq: 2, observed: elsewhere }, fold())
    expect(after.drift).toMatchObject([{ kind: 'link' }, { kind: 'version' }])
    expect(after).toMatchObject({ state: 'drifted', proved: true, reached: 5, actual: 'go1.21.13' })
  })

  it('of a host where builds run another Go: drifted, and reached and proved all the same', () => {
    const go = { path: '/usr/local/go/bin/go', origin: 'usr-local', release: 'go1.21.13' } as const
    const effective = {
      ...{ onPath: true, others: [], toolchains: [], overrides: [], workspaces: [], tools: [] },
      contexts: [{ context: 'shell' as const, user: 'ci', go }],
    }
    const folded = fold({ observed: observed({ effective }) })
    expect(folded).toMatchObject({ state: 'drifted', proved: true, reached: 5 })
    expect(folded.drift).toMatchObject([{ kind: 'effective', cause: { kind: 'shadowed' } }])
    expect(folded.goSource).toEqual({ origin: 'usr-local', path: '/usr/local/go/bin/go' })
    expect(fold({ seq: 2 }, folded)).toMatchObject({ state: 'in-sync', goSource: null })
  })

  it('of a host that somebody holds rests as it is, until it says that nobody does', () => {
    const at = '2026-01-01T00:00:00.000Z'
    const maintenance = { reason: 'kernel upgrade', by: 'root', since: at, until: at }
    const elsewhere = observed({ link: { kind: 'managed', release: 'go1.21.13' } })
    const held = fold({ observed: elsewhere, phase: { kind: 'held' }, maintenance })
    expect(held).toMatchObject({ state: 'drifted', maintenance, proved: true })
    expect(fold({ seq: 2 }, held)).toMatchObject({ state: 'in-sync', maintenance: null })
  })

  it('of an older assignment does not count as having been there', () => {
    const before = { ...UNHEARD, reached: 4 }
    const elsewhere = observed({ link: { kind: 'managed', release: 'go1.21.13' } })
    expect(fold({ observed: elsewhere }, before).drift).toMatchObject([{ kind: 'version' }])
  })

  it('that is not newer changes nothing of what is known', () => {
    const before = fold({ seq: 7 })
    for (const seq of [7, 6, 1]) {
      expect(fold({ seq, observed: observed({ link: { kind: 'missing' } }) }, before), String(seq)).toEqual(
        before,
      )
    }
  })

  it('that failed says why, and forgets it when it goes on', () => {
    const error = { code: 'disk_full', message: 'the disk is full', hint: 'Free some space.' }
    const failed = fold({ phase: { kind: 'failed', error } })
    expect(failed).toMatchObject({ state: 'failed', failure: 'the disk is full' })
    expect(fold({ seq: 2, phase: { kind: 'failed' } }).failure).toBe('the change failed')
    expect(fold({ seq: 3, phase: { kind: 'downloading' } }, failed)).toMatchObject({
      state: 'updating',
      failure: null,
    })
  })

  it('of a host that nothing manages, or nothing is assigned to, is neither drift nor proof', () => {
    for (const changed of [{ wanted: undefined }, { host: { managed: false } }]) {
      expect(foldReport(UNHEARD, report(), around(changed)).state).toBe('unmanaged')
    }
    expect(foldReport(UNHEARD, report(), around({ wanted: undefined }))).toMatchObject({
      drift: [],
      proved: false,
      reached: 0,
      actual: 'go1.22.12',
    })
  })
})

describe('restating', () => {
  it('after a connection closed and opened', () => {
    const there = fold()
    const away = restate(there, around({ online: false }))
    expect(away).toMatchObject({ online: false, state: 'offline', proved: true, seq: 1 })
    expect(restate(away, around())).toEqual(there)
  })

  it('after a newer assignment: no longer proved, and updating until the host has heard of it', () => {
    const newer = { ...wanted, epoch: 6 }
    expect(restate(fold(), around({ wanted: newer }))).toMatchObject({
      proved: false,
      state: 'updating',
      reached: 5,
    })
  })

  it('after a newer assignment to the same state, once the host heard of it', () => {
    const newer = around({ wanted: { ...wanted, epoch: 6 } })
    expect(foldReport(fold(), report({ seq: 2, epoch: 6 }), newer)).toMatchObject({
      proved: true,
      state: 'in-sync',
      reached: 6,
    })
  })
})
