import { describe, expect, it } from 'vitest'
import type { Fetch } from './events.js'
import { DIGEST, installed, NEW, NEXT, OLD, observed, snapshotOf } from './test/samples.js'
import { findSnapshot, hasTreeOf, resolveWish } from './wishes.js'

const both = observed(OLD, { installed: installed(OLD, NEW), settings: { GOFLAGS: '-v' } })
const fetch: Fetch = {
  archive: { filename: `${NEW}.linux-amd64.tar.gz`, sha256: 'c'.repeat(64), size: 10 },
  from: '/srv/go',
}

describe('using a release', () => {
  it('keeps the settings that are active', () => {
    expect(resolveWish({ kind: 'use', release: NEW }, both)).toMatchObject({
      kind: 'change',
      order: {
        target: { release: NEW, settings: { GOFLAGS: '-v' } },
        goal: 'active',
        fetch: null,
        reason: `before goherd-agent use ${NEW}`,
      },
    })
  })

  it('leaves settings behind where the release does not read any, and takes them up again after it', () => {
    const old = observed('go1.20', {
      installed: installed('go1.20', NEW, OLD),
      snapshots: [
        snapshotOf('s1', OLD, { takenAt: '2026-01-01T00:00:00Z', settings: { GOFLAGS: '-v' } }),
        snapshotOf('s2', 'go1.20', { takenAt: '2026-01-02T00:00:00Z' }),
      ],
    })
    const to = (release: string, from = both) => resolveWish({ kind: 'use', release }, from)
    const here = { ...both, installed: installed(OLD, NEW, 'go1.20') }
    expect(to('go1.20', here)).toMatchObject({ order: { target: { settings: {} } } })
    expect(to(NEW, old)).toMatchObject({ order: { target: { settings: { GOFLAGS: '-v' } } } })
    expect(to(NEW, { ...old, snapshots: [] })).toMatchObject({ order: { target: { settings: {} } } })
  })

  it('needs it to be completely here, and says what is', () => {
    expect(resolveWish({ kind: 'use', release: 'go1.20' }, both)).toMatchObject({
      kind: 'refused',
      error: { code: 'release_not_here', message: `go1.20 is not on this host; here are ${OLD}, ${NEW}` },
    })
    expect(resolveWish({ kind: 'use', release: NEW }, observed(null))).toMatchObject({
      error: { message: `${NEW} is not on this host` },
    })
  })
})

describe('installing a release', () => {
  const install = (from = both, activate = false, release = NEXT) =>
    resolveWish({ kind: 'install', release, fetch, activate }, from)

  it('puts it beside the active one, as released', () => {
    expect(install()).toMatchObject({
      kind: 'change',
      order: { target: { release: NEXT, settings: {} }, goal: 'present', fetch, reads: 'always' },
    })
  })

  it('makes it active where that is asked for, with the settings that are active', () => {
    expect(install(both, true)).toMatchObject({
      order: { goal: 'active', target: { release: NEXT, settings: { GOFLAGS: '-v' } } },
    })
  })

  it.each([
    ['missing', { kind: 'missing' }],
    ['dangling', { kind: 'dangling', target: `releases/${OLD}` }],
  ] as const)('makes it active where the link is %s', (_, link) => {
    expect(install({ ...observed(null), link })).toMatchObject({ order: { goal: 'active' } })
  })

  it.each([{ kind: 'foreign', target: '/opt/go' }, { kind: 'not-a-link' }] as const)(
    'leaves alone what somebody else made active: $kind',
    (link) => {
      expect(install({ ...observed(null), link })).toMatchObject({ order: { goal: 'present' } })
    },
  )

  it('reads the active one again and repairs it in place', () => {
    expect(install(both, false, OLD)).toMatchObject({
      order: { goal: 'active', target: { release: OLD, settings: { GOFLAGS: '-v' } }, reads: 'always' },
    })
  })
})

describe('going back', () => {
  const snapshots = [
    snapshotOf('s4', OLD, { takenAt: '2026-01-04T00:00:00Z', settings: { GOFLAGS: '-v' } }),
    snapshotOf('s1', NEW, { takenAt: '2026-01-01T00:00:00Z', treeDigest: DIGEST }),
    snapshotOf('s3', null, { takenAt: '2026-01-03T00:00:00Z' }),
    snapshotOf('s2', OLD, { takenAt: '2026-01-02T00:00:00Z', settings: {} }),
  ]
  const host = { ...both, snapshots }
  const back = (snapshot: string | null, from = host, by: Fetch | null = null) =>
    resolveWish({ kind: 'rollback', snapshot, fetch: by }, from)

  it('takes the newest snapshot that differs in release or settings, and had a release', () => {
    expect(back(null)).toMatchObject({
      order: {
        target: { release: OLD, settings: {} },
        tree: null,
        reads: 'change',
        reason: 'before goherd-agent rollback s2',
      },
    })
  })

  it('takes the very snapshot that is named, and asks for its very tree', () => {
    expect(back('s1')).toMatchObject({
      order: { target: { release: NEW, settings: {} }, tree: DIGEST, goal: 'active' },
    })
  })

  it('does not mind the order in which snapshots are listed', () => {
    expect(back(null, { ...host, snapshots: [...snapshots].reverse() })).toEqual(back(null))
  })

  it.each([
    ['s3', 'snapshot_empty', 'no release was active when snapshot s3 was taken'],
    ['s9', 'no_such_snapshot', 'there is no snapshot s9'],
  ])('to %s is refused with %s', (snapshot, code, message) => {
    expect(back(snapshot)).toMatchObject({ kind: 'refused', error: { code, message } })
  })

  it('is refused when no snapshot would change anything', () => {
    expect(back(null, { ...both, snapshots: snapshots.slice(0, 1) })).toMatchObject({
      error: { code: 'no_such_snapshot', message: 'there is no snapshot that differs from what is active' },
    })
  })

  it('names release and tree when that is gone, and when another stands in its place', () => {
    const gone = { ...host, installed: installed(OLD) }
    const other = { ...host, installed: [{ release: NEW, treeDigest: 'b'.repeat(64), size: 1 }] }
    for (const found of [gone, other]) {
      expect(back('s1', found)).toMatchObject({
        error: { code: 'tree_gone', message: expect.stringContaining(`${NEW} (tree ${DIGEST})`) },
      })
      const snapshot = found.snapshots.find((s) => s.id === 's1')
      expect(snapshot === undefined || hasTreeOf(snapshot, found)).toBe(false)
      expect(back('s1', found, fetch)).toMatchObject({ order: { fetch, tree: DIGEST } })
    }
  })

  it('refuses an archive that is known to hold another tree', () => {
    const other = { ...fetch, archive: { ...fetch.archive, treeDigest: 'b'.repeat(64) } }
    expect(back('s1', { ...host, installed: installed(OLD) }, other)).toMatchObject({
      error: { code: 'tree_differs' },
    })
  })

  it('can be looked up before it is asked for', () => {
    expect(findSnapshot(null, host)).toMatchObject({ ok: true, release: OLD, snapshot: { id: 's2' } })
    expect(findSnapshot('s9', host)).toMatchObject({ ok: false, error: { code: 'no_such_snapshot' } })
    expect(hasTreeOf(snapshotOf('s5', NEW), host)).toBe(true)
  })
})

describe('changing settings', () => {
  const setEnv = (set: Record<string, string>, unset: string[] = [], from = both) =>
    resolveWish({ kind: 'set-env', set, unset }, from)

  it('changes what is named and keeps the rest', () => {
    const from = { ...both, settings: { GOFLAGS: '-v', GOPROXY: 'direct', GOSUMDB: 'off' } }
    expect(setEnv({ GOPROXY: 'off' }, ['GOFLAGS'], from)).toMatchObject({
      order: { target: { release: OLD, settings: { GOPROXY: 'off', GOSUMDB: 'off' } }, goal: 'active' },
    })
  })

  it('sets what is both set and unset', () => {
    expect(setEnv({ GOFLAGS: '-x' }, ['GOFLAGS'])).toMatchObject({
      order: { target: { settings: { GOFLAGS: '-x' } } },
    })
  })

  it.each([
    [{ GOROOT: '/x' }, 'setting_refused'],
    [{ GOFLAGS: '-toolexec=/tmp/x' }, 'setting_refused'],
    [{ GOPROXY: 'a\nb' }, 'setting_refused'],
  ])('refuses %o with %s', (set, code) => {
    expect(setEnv(set)).toMatchObject({ kind: 'refused', error: { code } })
  })

  it('names where settings belong below Go 1.21, and lets them be taken away there', () => {
    const old = observed('go1.20')
    expect(setEnv({ GOPROXY: 'off' }, [], old)).toMatchObject({
      error: { code: 'settings_unsupported', hint: expect.stringContaining('GOPROXY into the environment') },
    })
    expect(setEnv({}, ['GOPROXY'], old)).toMatchObject({ kind: 'change' })
  })

  it('needs something active', () => {
    expect(setEnv({ GOPROXY: 'off' }, [], observed(null))).toMatchObject({
      error: { code: 'nothing_active' },
    })
  })
})

describe('uninstalling', () => {
  const snapshots = [snapshotOf('s1', NEW)]
  const three = { ...both, installed: installed(OLD, NEW, NEXT), snapshots }
  const pinned = { ...three, installed: three.installed.map((r) => ({ ...r, pinned: true })) }

  it.each([
    ['the active one', OLD, three, 'release_current'],
    ['where a rollback leads', NEW, three, 'release_rollback_target'],
    ['a pinned one', NEXT, pinned, 'release_pinned'],
    ['one that is not here', 'go1.20', three, 'release_not_here'],
  ])('refuses %s', (_, release, from, code) => {
    expect(resolveWish({ kind: 'uninstall', release }, from)).toMatchObject({ error: { code } })
  })

  it('lets any other go', () => {
    expect(resolveWish({ kind: 'uninstall', release: NEXT }, three)).toEqual({
      kind: 'uninstall',
      release: NEXT,
    })
  })
})

describe('a snapshot by hand', () => {
  it('is of what is active, and of nothing else', () => {
    const wish = { kind: 'snapshot', reason: 'before lunch' } as const
    expect(resolveWish(wish, both)).toEqual({ kind: 'snapshot', release: OLD, reason: 'before lunch' })
    expect(resolveWish(wish, observed(null))).toMatchObject({ error: { code: 'nothing_active' } })
  })
})

it('gives every refusal a hint that is an action', () => {
  const wishes = [
    { kind: 'use', release: NEXT },
    { kind: 'rollback', snapshot: null, fetch: null },
    { kind: 'set-env', set: { GOROOT: 'x' }, unset: [] },
    { kind: 'uninstall', release: OLD },
  ] as const
  for (const wish of wishes) {
    const refused = resolveWish(wish, both)
    expect(refused.kind).toBe('refused')
    if (refused.kind === 'refused') expect(refused.error.hint).toMatch(/^(Run|Correct|Switch) .*\w/)
  }
})
