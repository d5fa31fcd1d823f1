import { describe, expect, it } from 'vitest'
import { type DesiredPlan, type DesiredRequest, planDesired } from './plan-desired.js'

const CATALOGUE = [
  { name: 'go1.24rc1', stable: false },
  { name: 'go1.23.5', stable: true },
  { name: 'go1.22.12', stable: true },
  { name: 'go1.22.11', stable: true },
  { name: 'go1.20', stable: true },
]
const AT_22 = {
  release: 'go1.22.12',
  settings: { GOPROXY: 'https://ci:secret@proxy.example', GOFLAGS: '-mod=mod' },
}
const BARE_22 = { release: 'go1.22.12', settings: {} }

const plan = (request: DesiredRequest, current: typeof AT_22 | typeof BARE_22 | undefined = AT_22) =>
  planDesired(current, request, CATALOGUE)

function settingsOf(result: DesiredPlan): unknown {
  return result.kind === 'refused' ? result : result.desired.settings
}

describe('the release', () => {
  it.each([
    ['go1.22.12', 'go1.22.12', null],
    ['1.22.12', 'go1.22.12', null],
    ['go1.24rc1', 'go1.24rc1', null],
    ['1.22', 'go1.22.12', { asked: '1.22', release: 'go1.22.12' }],
    ['go1.23', 'go1.23.5', { asked: 'go1.23', release: 'go1.23.5' }],
  ])('%s is %s', (go, release, resolved) => {
    expect(planDesired(undefined, { go }, CATALOGUE)).toEqual({
      kind: 'new',
      desired: { release, settings: {}, policy: {} },
      resolved,
    })
  })

  it('stays when nothing is said of it', () => {
    expect(plan({ settings: { GOTOOLCHAIN: 'local' } })).toMatchObject({
      kind: 'new',
      desired: { release: 'go1.22.12' },
      resolved: null,
    })
  })

  it.each([
    ['go1.22.99', { kind: 'unknown', asked: 'go1.22.99', nearest: ['go1.22.12', 'go1.22.11'] }],
    ['1.24', { kind: 'unknown', asked: '1.24', nearest: ['go1.24rc1'] }],
    ['latest', { kind: 'malformed', asked: 'latest' }],
    ['../1.22', { kind: 'malformed', asked: '../1.22' }],
  ])('%s is refused', (go, refusal) => {
    expect(plan({ go })).toEqual({ kind: 'refused', refusal })
  })

  it('must be named the first time', () => {
    expect(planDesired(undefined, { settings: {} }, CATALOGUE)).toEqual({
      kind: 'refused',
      refusal: { kind: 'no-release' },
    })
  })
})

describe('the policy', () => {
  const AT_KEEP = { ...BARE_22, policy: { keep: 4, drainSeconds: 600 } }
  const policyOf = (request: DesiredRequest) => planDesired(AT_KEEP, request, CATALOGUE)

  it('stays when nothing is said of it, and is replaced whole otherwise', () => {
    expect(policyOf({ go: '1.23' })).toMatchObject({ kind: 'new', desired: { policy: AT_KEEP.policy } })
    expect(policyOf({ policy: { keep: 5 } })).toMatchObject({ kind: 'new', desired: { policy: { keep: 5 } } })
    const cleared = policyOf({ policy: {} })
    expect(cleared.kind === 'refused' ? cleared : cleared.desired.policy).toEqual({})
  })

  it('makes a revision by itself, and none when it is the same', () => {
    expect(policyOf({ policy: { drainSeconds: 600, keep: 4 } }).kind).toBe('unchanged')
    expect(plan({ policy: {} }, BARE_22).kind).toBe('unchanged')
    expect(plan({ policy: { keep: 2 } }, BARE_22).kind).toBe('new')
  })
})

describe('settings', () => {
  it('are added, overridden and taken away by name', () => {
    const result = plan({
      settings: { GOFLAGS: '-mod=readonly', GOSUMDB: 'off' },
      unset: ['GOPROXY', 'GONOPROXY'],
    })
    expect(settingsOf(result)).toEqual({ GOFLAGS: '-mod=readonly', GOSUMDB: 'off' })
  })

  it('that are set and unset at once are set', () => {
    expect(settingsOf(plan({ settings: { GOFLAGS: '-v' }, unset: ['GOFLAGS'] }))).toMatchObject({
      GOFLAGS: '-v',
    })
  })

  it('that come back as they were shown keep their credentials', () => {
    expect(plan({ settings: { GOPROXY: 'https://•••@proxy.example' } }).kind).toBe('unchanged')
  })

  it('with hidden credentials of something else are refused', () => {
    const result = plan({ settings: { GOPROXY: 'https://•••@other.example' } })
    expect(result).toEqual({ kind: 'refused', refusal: { kind: 'masked', name: 'GOPROXY' } })
  })

  it.each([
    [{ GOROOT: '/tmp' }, 'not-managed'],
    [{ PATH: '/tmp' }, 'not-managed'],
    [{ GOFLAGS: '-toolexec=/tmp/x' }, 'program'],
    [{ GOPROXY: 'a\nGOROOT=/tmp' }, 'line-break'],
  ])('%o are refused', (settings, reason) => {
    expect(plan({ settings })).toMatchObject({
      kind: 'refused',
      refusal: { kind: 'settings', refusals: [{ reason }] },
    })
  })

  it('are refused all at once', () => {
    const result = plan({ settings: { GOROOT: '/tmp', PATH: '/tmp' } })
    expect(result).toMatchObject({ refusal: { refusals: [{ name: 'GOROOT' }, { name: 'PATH' }] } })
  })

  it('need a Go that reads go.env', () => {
    const refused = { kind: 'refused', refusal: { kind: 'no-go-env', release: 'go1.20' } }
    expect(plan({ go: 'go1.20' })).toEqual(refused)
    expect(plan({ go: 'go1.20' }, BARE_22)).toMatchObject({ kind: 'new' })
    expect(plan({ go: 'go1.20', unset: ['GOPROXY', 'GOFLAGS'] })).toMatchObject({ kind: 'new' })
  })
})

describe('nothing to change', () => {
  it.each<[string, DesiredRequest]>([
    ['nothing is asked', {}],
    ['the line resolves to what is there', { go: '1.22' }],
    [
      'the same settings in another order',
      { settings: { GOFLAGS: '-mod=mod', GOPROXY: AT_22.settings.GOPROXY } },
    ],
    ['a setting goes that is not there', { unset: ['GOSUMDB'] }],
  ])('%s', (_, request) => {
    expect(plan(request)).toMatchObject({ kind: 'unchanged', desired: AT_22 })
  })
})

describe('a recalled release', () => {
  const recall = (release: string) => ({
    ...{ release, reason: 'breaks cgo', by: 'Ada', since: '2026-01-01T00:00:00.000Z' },
    ...{ expiresAt: null, digests: [] },
  })
  const planned = (go: string | undefined, recalled: string[], current?: typeof BARE_22) =>
    planDesired(
      current,
      { go, settings: { GOTOOLCHAIN: 'local' } },
      CATALOGUE,
      new Map(recalled.map((name) => [name, recall(name)])),
    )

  it('is refused when it is named, with the recall', () => {
    expect(planned('go1.23.5', ['go1.23.5'], BARE_22)).toEqual({
      kind: 'refused',
      refusal: { kind: 'recalled', release: 'go1.23.5', recall: recall('go1.23.5') },
    })
    expect(planned('go1.23.5', ['go1.22.12'], BARE_22)).toMatchObject({ kind: 'new' })
  })

  it('is passed over by its language line, which is refused when it has no other', () => {
    expect(planned('1.22', ['go1.22.12'])).toMatchObject({
      desired: { release: 'go1.22.11' },
      resolved: { asked: '1.22', release: 'go1.22.11' },
    })
    expect(planned('1.22', ['go1.22.12', 'go1.22.11'])).toMatchObject({
      refusal: { kind: 'recalled', release: 'go1.22.12' },
    })
  })

  it('may keep its settings up to date where it is already', () => {
    for (const go of [undefined, 'go1.22.12', '1.22']) {
      expect(planned(go, ['go1.22.12'], BARE_22)).toMatchObject({
        kind: 'new',
        desired: { release: 'go1.22.12' },
      })
    }
  })
})
