import type { NamedRelease } from '@goherd/model'
import { type FleetFile, fleetFile } from '@goherd/protocol'
import { describe, expect, it } from 'vitest'
import { diffFleet, type FleetNow, type GroupNow, type GroupStep } from './diff-fleet.js'

const CATALOGUE: readonly NamedRelease[] = ['go1.23.5', 'go1.22.12', 'go1.21.13'].map((name) => ({
  name,
  stable: true,
}))
const CURRENT = { revision: 4, release: 'go1.22.12', settings: {}, policy: {} }

function group(over: Partial<GroupNow> = {}): GroupNow {
  return {
    managed: true,
    hosts: 3,
    current: CURRENT,
    drillEveryDays: null,
    windows: [],
    rollout: null,
    ...over,
  }
}

function now(groups: Readonly<Record<string, GroupNow>>, over: Partial<FleetNow> = {}): FleetNow {
  return { groups: new Map(Object.entries(groups)), catalogue: CATALOGUE, recalled: new Map(), ...over }
}

const file = (groups: object, policies: object = {}): FleetFile =>
  fleetFile.parse({ version: 1, policies, groups })

/** What becomes of group build. */
function build(wanted: object, is: GroupNow | undefined, policies: object = {}): GroupStep {
  const steps = diffFleet(file({ build: wanted }, policies), now(is === undefined ? {} : { build: is }))
  const [step] = steps
  if (step === undefined || steps.length > 1) throw new Error('one group in, one step out')
  return step
}

const CAREFUL = { careful: { stages: [{ size: 1 }, { size: '100%' }] } }
const STRONG = { strong: { stages: [{ size: 1 }], conflict: 'supersede' } }
const to = (release: string) => ({ id: 'ro-1', to: { release, settings: {}, policy: {} } })

describe('what becomes of a group', () => {
  it('a group that is as the file says stays', () => {
    expect(build({ go: '1.22' }, group())).toEqual({
      change: { group: 'build', kind: 'unchanged', hosts: 3, lines: [], says: '' },
      unset: [],
      supersede: false,
    })
  })

  it('another release is set at once without a policy, and shows what a language line is', () => {
    const { change, desired, policy } = build({ go: '1.23' }, group())
    expect(change).toMatchObject({ kind: 'set', lines: ['go: go1.22.12 → go1.23.5, which 1.23 means now'] })
    expect(desired).toMatchObject({ release: 'go1.23.5' })
    expect(policy).toBeUndefined()
  })

  it('with a policy it is rolled out', () => {
    const { change, policy } = build({ go: '1.23', rollout: 'careful' }, group(), CAREFUL)
    expect(change.kind).toBe('rollout')
    expect(policy?.stages).toHaveLength(2)
  })

  it.each([
    ['no host', group({ hosts: 0 })],
    ['no revision to come from', group({ current: null })],
  ])('a group with %s has nothing to move in stages', (_, is) => {
    const { change, policy } = build({ go: '1.23', rollout: 'careful' }, is, CAREFUL)
    expect(change.kind).toBe('set')
    expect(policy).toBeUndefined()
  })

  it('a group that there is not is made', () => {
    const { change } = build({ go: '1.22', settings: { GOPROXY: 'direct' }, drillEveryDays: 7 }, undefined)
    expect(change).toEqual({
      ...{ group: 'build', kind: 'create', hosts: 0, says: '' },
      lines: [
        'go: nothing → go1.22.12, which 1.22 means now',
        'GOPROXY: nothing → direct',
        'drill: nothing → every 7 days',
      ],
    })
  })

  it('keeps the order of the file, and leaves groups alone that it does not name', () => {
    const is = { b: group(), a: group(), other: group() }
    const steps = diffFleet(file({ b: { go: '1.23' }, a: { go: '1.22' } }), now(is))
    expect(steps.map(({ change }) => [change.group, change.kind])).toEqual([
      ['b', 'set'],
      ['a', 'unchanged'],
    ])
  })
})

describe('settings and policy', () => {
  const HAS = group({
    current: {
      ...CURRENT,
      settings: { GOPROXY: 'https://user:old@proxy.example.com', GOFLAGS: '-mod=readonly' },
      policy: { keep: 3 },
    },
  })

  it('a policy that only says more of drift is a change, and shows', () => {
    const { change, desired } = build({ go: '1.22', policy: { drift: 'correct' } }, group())
    expect(change).toMatchObject({ kind: 'set', lines: ['policy: nothing → puts drift right by itself'] })
    expect(desired?.policy).toEqual({ drift: 'correct' })
  })

  it('settings that the file does not name go, and so does a policy', () => {
    const { change, unset, desired } = build(
      { go: '1.22', settings: { GOPROXY: 'https://user:old@proxy.example.com' } },
      HAS,
    )
    expect(unset).toEqual(['GOFLAGS'])
    expect(change.lines).toEqual(['GOFLAGS: -mod=readonly → nothing', 'policy: keeps 3 releases → nothing'])
    expect(desired?.settings).toEqual({ GOPROXY: 'https://user:old@proxy.example.com' })
  })

  it('credentials are never shown, and a change of only them is', () => {
    const { change } = build(
      {
        go: '1.22',
        settings: { GOPROXY: 'https://user:new@proxy.example.com', GOFLAGS: '-mod=readonly' },
        policy: { keep: 3 },
      },
      HAS,
    )
    expect(change).toMatchObject({ kind: 'set', lines: ['GOPROXY: other credentials'] })
    expect(JSON.stringify(change)).not.toMatch(/old|new/)
  })
})

describe('drills', () => {
  it.each([
    [7, null, 'drill', ['drill: nothing → every 7 days']],
    [null, 7, 'drill', ['drill: every 7 days → nothing']],
    [7, 7, 'unchanged', []],
    [null, null, 'unchanged', []],
    [undefined, 7, 'unchanged', []],
  ])('the file says %s where it is %s: %s', (said, is, kind, lines) => {
    const wanted = { go: '1.22', ...(said === undefined ? {} : { drillEveryDays: said }) }
    const step = build(wanted, group({ drillEveryDays: is }))
    expect(step.change).toMatchObject({ kind, lines })
    expect(step.drill).toBe(kind === 'drill' ? said : undefined)
  })
})

describe('a rollout that is under way', () => {
  it('to what the file says: nothing more is needed, but for drills', () => {
    const is = group({ rollout: to('go1.23.5') })
    expect(build({ go: '1.23', rollout: 'careful' }, is, CAREFUL).change).toEqual({
      ...{ group: 'build', kind: 'unchanged', hosts: 3, lines: [] },
      says: 'rollout ro-1 takes it there',
    })
    expect(build({ go: '1.23', drillEveryDays: 7 }, is)).toMatchObject({
      change: { kind: 'drill', says: 'rollout ro-1 takes it there' },
      drill: 7,
    })
  })

  it.each(['1.22', '1.23'])('to elsewhere holds up %s', (go) => {
    const { change } = build({ go, rollout: 'careful' }, group({ rollout: to('go1.21.13') }), CAREFUL)
    expect(change).toMatchObject({
      kind: 'cannot',
      says: 'rollout ro-1 to go1.21.13 is under way: abort it first',
    })
  })

  it('to elsewhere ends for a policy that supersedes', () => {
    const is = group({ rollout: to('go1.21.13') })
    expect(build({ go: '1.23', rollout: 'strong' }, is, STRONG)).toMatchObject({
      change: { kind: 'rollout', says: 'rollout ro-1 ends for it' },
      supersede: true,
    })
    // Back to what the group wants itself: there is no other revision to roll out.
    expect(build({ go: '1.22', rollout: 'strong' }, is, STRONG)).toMatchObject({
      change: { kind: 'set', says: 'rollout ro-1 ends for it' },
      supersede: true,
    })
  })

  it('to the same release with other settings is another one', () => {
    const wanted = { go: '1.23', settings: { GOPROXY: 'direct' } }
    expect(build(wanted, group({ rollout: to('go1.23.5') })).change.kind).toBe('cannot')
  })
})

describe('what cannot be', () => {
  it.each([
    ['the catch-all group', { go: '1.22' }, group({ managed: false }), /manages nothing/],
    ['a policy that is not there', { go: '1.23', rollout: 'nosuch' }, group(), /no policy nosuch/],
    [
      'a policy with the name of nothing',
      { go: '1.23', rollout: 'constructor' },
      group(),
      /no policy constructor/,
    ],
    ['a release that is not known', { go: '1.99' }, group(), /no Go release 1.99/],
    ['no version', { go: 'newest' }, group(), /not a Go version/],
    [
      'a setting that runs programs',
      { go: '1.22', settings: { GOFLAGS: '-toolexec=x' } },
      group(),
      /toolexec/,
    ],
  ])('%s', (_, wanted, is, says) => {
    const { change, desired } = build(wanted, is, CAREFUL)
    expect(change).toMatchObject({ kind: 'cannot', says: expect.stringMatching(says) })
    expect(desired).toBeUndefined()
  })

  it('a recalled release; the others are not held up', () => {
    const recall = {
      ...{ release: 'go1.23.5', reason: 'miscompiles', by: 'ada' },
      ...{ since: '2026-05-04T10:00:00.000Z', expiresAt: null, digests: [] },
    }
    const is = now({ a: group(), b: group() }, { recalled: new Map([['go1.23.5', recall]]) })
    const steps = diffFleet(file({ a: { go: 'go1.23.5' }, b: { go: '1.21' } }), is)
    expect(steps.map(({ change }) => change.kind)).toEqual(['cannot', 'set'])
    expect(steps[0]?.change.says).toContain('miscompiles')
  })
})
