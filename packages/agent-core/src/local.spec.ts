import { describe, expect, it } from 'vitest'
import { acceptLocal, answerLocal, resolveWish } from './local.js'
import { ERROR, installed, NEW, OLD, observed, resting, snapshotOf } from './test/samples.js'

const both = observed(OLD, { installed: installed(OLD, NEW), settings: { GOFLAGS: '-v' } })

describe('using a release', () => {
  it('keeps the settings that are active', () => {
    expect(resolveWish({ kind: 'use', release: NEW }, both)).toEqual({
      ok: true,
      target: { release: NEW, settings: { GOFLAGS: '-v' } },
      reason: `before goherd-agent use ${NEW}`,
    })
  })

  it('needs it to be completely here, and says what is', () => {
    const refused = resolveWish({ kind: 'use', release: 'go1.20' }, both)
    expect(refused).toMatchObject({
      ok: false,
      error: { code: 'release_not_here', message: `go1.20 is not on this host; here are ${OLD}, ${NEW}` },
    })
  })

  it('says less on a host without any', () => {
    const refused = resolveWish({ kind: 'use', release: NEW }, observed(null))
    expect(refused).toMatchObject({ error: { message: `${NEW} is not on this host` } })
  })
})

describe('going back', () => {
  const snapshots = [
    snapshotOf('s4', OLD, { takenAt: '2026-01-04T00:00:00Z', settings: { GOFLAGS: '-v' } }),
    snapshotOf('s1', NEW, { takenAt: '2026-01-01T00:00:00Z' }),
    snapshotOf('s3', null, { takenAt: '2026-01-03T00:00:00Z' }),
    snapshotOf('s2', OLD, { takenAt: '2026-01-02T00:00:00Z', settings: {} }),
  ]
  const host = { ...both, snapshots }

  it('takes the newest snapshot that differs in release or settings, and had a release', () => {
    expect(resolveWish({ kind: 'rollback', snapshot: null }, host)).toEqual({
      ok: true,
      target: { release: OLD, settings: {} },
      reason: 'before goherd-agent rollback s2',
    })
  })

  it('takes the very snapshot that is named', () => {
    expect(resolveWish({ kind: 'rollback', snapshot: 's1' }, host)).toMatchObject({
      target: { release: NEW, settings: {} },
    })
  })

  it('does not mind the order in which snapshots are listed', () => {
    const reversed = { ...host, snapshots: [...snapshots].reverse() }
    expect(resolveWish({ kind: 'rollback', snapshot: null }, reversed)).toEqual(
      resolveWish({ kind: 'rollback', snapshot: null }, host),
    )
  })

  it.each([
    ['s3', 'snapshot_empty', 'no release was active when snapshot s3 was taken'],
    ['s9', 'no_such_snapshot', 'there is no snapshot s9'],
  ])('to %s is refused with %s', (snapshot, code, message) => {
    expect(resolveWish({ kind: 'rollback', snapshot }, host)).toMatchObject({
      ok: false,
      error: { code, message },
    })
  })

  it('is refused when no snapshot would change anything', () => {
    const [same] = snapshots
    const settled = { ...both, snapshots: same === undefined ? [] : [same] }
    expect(resolveWish({ kind: 'rollback', snapshot: null }, settled)).toMatchObject({
      error: { code: 'no_such_snapshot', message: 'there is no snapshot that differs from what is active' },
    })
  })

  it('is refused when the release of the snapshot was removed', () => {
    const gone = { ...host, installed: installed(OLD) }
    expect(resolveWish({ kind: 'rollback', snapshot: 's1' }, gone)).toMatchObject({
      error: { code: 'release_not_here' },
    })
  })

  it('gives every refusal a hint that is an action', () => {
    for (const snapshot of ['s3', 's9', null]) {
      const refused = resolveWish(
        { kind: 'rollback', snapshot },
        observed(OLD, { snapshots: snapshots.slice(2, 3) }),
      )
      expect(refused.ok).toBe(false)
      if (!refused.ok) expect(refused.error.hint).toMatch(/^(Run|Choose) /)
    }
  })
})

describe('a local request', () => {
  const request = { id: 'r1', wish: { kind: 'use', release: NEW } } as const

  it('is kept for the next safe moment', () => {
    const { state, effects } = acceptLocal(resting(OLD).state, request, false)
    expect(state.wishes.local).toBe(request)
    expect(effects).toEqual([])
  })

  it('is refused while a change is under way', () => {
    const before = resting(OLD).state
    const { state, effects } = acceptLocal(before, request, true)
    expect(state).toBe(before)
    expect(effects).toMatchObject([
      { kind: 'answer-local', id: 'r1', outcome: { ok: false, error: { code: 'agent_busy' } } },
    ])
  })

  it('is answered once, and not at all when nobody waits any more', () => {
    const { state } = resting(OLD)
    const outcome = { ok: false, error: ERROR } as const
    expect(answerLocal(state, 'r1', outcome).effects).toEqual([{ kind: 'answer-local', id: 'r1', outcome }])
    expect(answerLocal(state, '', outcome).effects).toEqual([])
  })
})
