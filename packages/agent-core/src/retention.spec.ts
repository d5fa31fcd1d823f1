import { describe, expect, it } from 'vitest'
import { describeKept, type KeepReason, planRetention, rollbackSnapshot, whyKept } from './retention.js'
import { installed, NEW, NEXT, OLD, observed, snapshotOf } from './test/samples.js'

const many = ['go1.16', 'go1.17', 'go1.18', OLD, NEW, NEXT]
const snapshots = [
  snapshotOf('s1', 'go1.16', { takenAt: '2026-01-01T00:00:00Z' }),
  snapshotOf('s2', 'go1.17', { takenAt: '2026-01-02T00:00:00Z' }),
]
const host = observed(OLD, { installed: installed(...many), snapshots })
const plan = (keep: number, wanted: string | null = null, from = host) => {
  const { keep: kept, remove } = planRetention(from, wanted, keep)
  return {
    keep: kept.map(({ release, why }) => `${release.release} ${why.kind}`),
    remove: remove.map((r) => r.release),
  }
}

describe('what stays', () => {
  it('is what is needed, then what was active last, then what is newest', () => {
    expect(plan(5, NEW)).toEqual({
      keep: [`${OLD} current`, `${NEW} wanted`, 'go1.17 rollback-target', 'go1.16 recent', `${NEXT} recent`],
      remove: ['go1.18'],
    })
  })

  it.each([0, 1, 2])('is the active one and one more, though only %i are to stay', (keep) => {
    expect(plan(keep)).toEqual({
      keep: [`${OLD} current`, 'go1.17 rollback-target'],
      remove: ['go1.16', 'go1.18', NEW, NEXT],
    })
  })

  it('is what is pinned besides, without taking room from the others', () => {
    const pins = host.installed.map((r) => (r.release === 'go1.18' ? { ...r, pinned: true } : r))
    expect(plan(2, null, { ...host, installed: pins }).keep).toEqual([
      `${OLD} current`,
      'go1.17 rollback-target',
      'go1.18 pinned',
    ])
  })

  it('is everything where there is room', () => {
    expect(plan(Number.MAX_SAFE_INTEGER).remove).toEqual([])
    expect(plan(4, null, observed(null))).toEqual({ keep: [], remove: [] })
  })

  it('counts nothing that is not here', () => {
    expect(plan(2, 'go1.99').keep).toEqual([`${OLD} current`, 'go1.17 rollback-target'])
  })
})

describe('where a rollback leads', () => {
  it('is the newest snapshot that would change something', () => {
    expect(rollbackSnapshot(host)?.id).toBe('s2')
    const same = snapshotOf('s3', OLD, { takenAt: '2026-01-03T00:00:00Z' })
    expect(rollbackSnapshot({ ...host, snapshots: [...snapshots, same] })?.id).toBe('s2')
    expect(rollbackSnapshot({ ...host, settings: { A: '1' }, snapshots: [...snapshots, same] })?.id).toBe(
      's3',
    )
    expect(rollbackSnapshot(observed(OLD))).toBeUndefined()
  })
})

describe('a release that stays', () => {
  it('says why, the most telling reason first', () => {
    const pinned = { ...host, installed: host.installed.map((r) => ({ ...r, pinned: true })) }
    expect(whyKept(OLD, pinned)).toEqual({ kind: 'current' })
    expect(whyKept('go1.17', pinned)).toEqual({ kind: 'pinned' })
    expect(whyKept('go1.17', host)).toEqual({ kind: 'rollback-target', snapshot: 's2' })
    expect(whyKept('go1.18', host)).toBeUndefined()
  })

  it.each<[KeepReason, string, string]>([
    [{ kind: 'current' }, 'release_current', 'it is the active one'],
    [{ kind: 'wanted' }, 'release_wanted', 'the server wants it here'],
    [{ kind: 'rollback-target', snapshot: 's1' }, 'release_rollback_target', 'snapshot s1'],
    [{ kind: 'pinned' }, 'release_pinned', 'it is pinned'],
    [
      { kind: 'in-use', pid: 7, program: 'go build ./...' },
      'release_in_use',
      'process 7 uses it: go build ./...',
    ],
    [{ kind: 'recent' }, 'release_recent', 'one of the newest'],
  ])('because of %o is refused with %s', (why, code, words) => {
    const { message, hint, ...rest } = describeKept(OLD, why)
    expect(rest.code).toBe(code)
    expect(message).toContain(`${OLD} stays: `)
    expect(message).toContain(words)
    expect(hint).toMatch(/^[A-Z].*\.$/)
  })
})
