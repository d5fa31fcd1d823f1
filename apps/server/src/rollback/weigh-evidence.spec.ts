import { describe, expect, it } from 'vitest'
import type { StoredEvidence } from './rollback.reader.js'
import { PATIENCE, weighEvidence } from './weigh-evidence.js'

const NOW = 1_000_000_000
const LONG_AGO = NOW - 3_600_000
const stored = (changed: Partial<StoredEvidence> = {}): StoredEvidence => ({
  id: 'h',
  online: false,
  proved: false,
  digest: null,
  failure: null,
  seenAt: new Date(NOW - 1000),
  superseded: false,
  ...changed,
})
const pending = { kind: 'pending' as const }
const debt = { kind: 'debt' as const, reason: 'offline' }
const weigh = (
  evidence: StoredEvidence,
  bootedAt = LONG_AGO,
  before: typeof pending | typeof debt = pending,
) => weighEvidence(evidence, before, { now: NOW, bootedAt }, PATIENCE)

describe('what is known of a host of a rollback', () => {
  it('counts from the moment the host was lost, while this server ran', () => {
    expect(weigh(stored())).toMatchObject({ offlineForMs: 1000 })
    expect(weigh(stored({ online: true }))).toMatchObject({ offlineForMs: null })
  })

  it('is no debt for a host that a restart of the server cut off, until all had time to return', () => {
    const lost = stored({ seenAt: new Date(NOW - 500_000) })
    const after = (ms: number) => weigh(lost, NOW - ms)?.offlineForMs ?? Number.NaN
    expect(after(1_000)).toBe(0)
    expect(after(50_000)).toBe(0)
    expect(after(PATIENCE.returnMs - 1)).toBeLessThan(PATIENCE.graceMs)
    expect(after(PATIENCE.returnMs)).toBeGreaterThanOrEqual(PATIENCE.graceMs)
  })

  it('is away for ever when it never connected', () => {
    expect(weigh(stored({ seenAt: null }))?.offlineForMs).toBe(Number.POSITIVE_INFINITY)
  })

  it('is nothing new for debt that stays away, also just after a restart', () => {
    expect(weigh(stored(), LONG_AGO, debt)).toBeUndefined()
    expect(weigh(stored(), NOW - 1, debt)).toBeUndefined()
    expect(weigh(stored({ online: true }), NOW - 1, debt)).toMatchObject({ offlineForMs: null })
    expect(weigh(stored({ proved: true }), NOW - 1, debt)).toMatchObject({ proved: true })
  })
})
