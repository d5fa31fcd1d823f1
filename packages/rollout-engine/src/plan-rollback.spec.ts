import { compare, type ObservedState } from '@goherd/model'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { RevisionNode } from './lineage.js'
import {
  describeFate,
  describeGroupReason,
  describeRollbackRefusal,
  leftReleases,
  planRollback,
  type RollbackHostFacts,
  type RollbackRequest,
} from './plan-rollback.js'

const digest = 'a'.repeat(64)
const good = '2026-01-01T00:00:00.000Z'
const r1: RevisionNode = { number: 1, parent: null, release: 'go1.21.13', settings: {}, goodAt: good }
const r2: RevisionNode = {
  number: 2,
  parent: 1,
  release: 'go1.22.12',
  settings: { GOPROXY: 'off' },
  goodAt: good,
}
const r3: RevisionNode = { number: 3, parent: 2, release: 'go1.23.5', settings: {}, goodAt: null }
const platforms = { 'go1.21.13': ['linux/amd64'], 'go1.22.12': ['linux/amd64'], 'go1.23.5': ['linux/amd64'] }

function observed(release: string, installed: string[] = [release], settings = {}): ObservedState {
  return {
    link: { kind: 'managed', release },
    settings,
    goVersion: release,
    bytes: { kind: 'unchecked' },
    proof: digest,
    installed: installed.map((name) => ({ release: name, treeDigest: digest, size: 1 })),
    snapshots: [],
  }
}

function host(name: string, over: Partial<RollbackHostFacts> = {}): RollbackHostFacts {
  return {
    id: `id-${name}`,
    name,
    group: 'build',
    platform: 'linux/amd64',
    online: true,
    observed: observed('go1.23.5'),
    ...over,
  }
}

function request(over: Partial<RollbackRequest> = {}): RollbackRequest {
  return {
    target: 'last-good',
    groups: [{ group: 'build', current: 3, revisions: [r1, r2, r3] }],
    hosts: [host('b1')],
    named: null,
    platforms,
    ...over,
  }
}

function planned(given: RollbackRequest) {
  const result = planRollback(given)
  if (result.kind !== 'plan') throw new Error(describeRollbackRefusal(result.refusal))
  return result
}

describe('planRollback', () => {
  it('tells the fate of each host, in the order given', () => {
    const plan = planned(
      request({
        hosts: [
          host('from-disk', { observed: observed('go1.23.5', ['go1.23.5', 'go1.22.12']) }),
          host('downloads'),
          host('there', { observed: observed('go1.22.12', ['go1.22.12'], { GOPROXY: 'off' }) }),
          host('other-settings', { observed: observed('go1.22.12') }),
          host('away', { online: false }),
          host('new', { observed: null }),
          host('strange', { platform: 'plan9/386' }),
        ],
      }),
    )
    expect(plan.hosts.map((h) => [h.name, h.from, describeFate(h.fate)])).toEqual([
      ['from-disk', 'go1.23.5', 'restores from its own disk'],
      ['downloads', 'go1.23.5', 'downloads the release first'],
      ['there', 'go1.22.12', 'already there'],
      ['other-settings', 'go1.22.12', 'restores from its own disk'],
      ['away', 'go1.23.5', 'offline: gets it first when it is back'],
      ['new', null, 'downloads the release first'],
      ['strange', 'go1.23.5', 'there is no archive of the release for its platform'],
    ])
    expect(plan.groups).toEqual([
      {
        group: 'build',
        hosts: 7,
        from: { revision: 3, release: 'go1.23.5' },
        to: { revision: 2, release: 'go1.22.12', settings: { GOPROXY: 'off' } },
        why: { kind: 'last-proved', goodAt: good },
      },
    ])
  })

  it('takes groups to their own last good revision, and leaves one without an earlier revision where it is', () => {
    const plan = planned(
      request({
        groups: [
          { group: 'build', current: 3, revisions: [r1, r2, r3] },
          { group: 'canary', current: 1, revisions: [r1] },
          { group: 'empty', current: null, revisions: [] },
        ],
        hosts: [
          host('b1'),
          host('c1', { group: 'canary', observed: observed('go1.21.13') }),
          host('e1', { group: 'empty' }),
        ],
      }),
    )
    expect(plan.groups.map((g) => [g.group, g.to.revision, describeGroupReason(g.why)])).toEqual([
      ['build', 2, 'the last revision that every live host proved'],
      ['canary', 1, 'stays where it is: there is no earlier revision'],
    ])
    expect(plan.hosts.map((h) => [h.name, h.fate.kind])).toEqual([
      ['b1', 'will-change'],
      ['c1', 'already'],
    ])
  })

  it('takes every group of the scope to a named revision, also one of another group', () => {
    const groups = [
      { group: 'build', current: 3, revisions: [r1, r2, r3] },
      { group: 'canary', current: 5, revisions: [{ ...r3, number: 5, parent: null }] },
    ]
    const plan = planned(
      request({ target: 1, named: r1, groups, hosts: [host('b1'), host('c1', { group: 'canary' })] }),
    )
    expect(plan.groups.map((g) => [g.group, g.to.release, g.why.kind])).toEqual([
      ['build', 'go1.21.13', 'named'],
      ['canary', 'go1.21.13', 'named'],
    ])
  })

  it('says when an earlier revision was never proved', () => {
    const unproved = { ...r2, parent: null, goodAt: null }
    const plan = planned(request({ groups: [{ group: 'build', current: 3, revisions: [unproved, r3] }] }))
    expect(plan.groups.map((g) => describeGroupReason(g.why))).toEqual([
      'the revision before; no earlier one was ever proved by all live hosts',
    ])
  })

  it('passes over recalled releases, and leaves a group where it is that has no other', () => {
    const [first, second] = [
      { ...r2, parent: null },
      { ...r3, number: 5, parent: 2 },
    ]
    const groups = [
      { group: 'build', current: 3, revisions: [r1, r2, r3] },
      { group: 'canary', current: 5, revisions: [first, second] },
    ]
    const hosts = [host('b1'), host('c1', { group: 'canary' })]
    const plan = planned(request({ groups, hosts, recalled: new Set(['go1.22.12']) }))
    expect(plan.groups.map((g) => [g.group, g.to.release, describeGroupReason(g.why)])).toEqual([
      ['build', 'go1.21.13', 'the last revision that every live host proved'],
      ['canary', 'go1.23.5', 'stays where it is: the release of every earlier revision is recalled'],
    ])
    // canary stays at what build leaves: it is not given up.
    expect(leftReleases(plan.groups)).toEqual([])
  })

  it('leaves the releases that no group goes to or stays at', () => {
    const groups = [
      { group: 'build', current: 3, revisions: [r1, r2, r3] },
      { group: 'canary', current: 2, revisions: [r1, r2] },
    ]
    const left = (given: RollbackRequest) => leftReleases(planned(given).groups)
    expect(left(request())).toEqual(['go1.23.5'])
    expect(left(request({ groups }))).toEqual(['go1.23.5'])
    expect(left(request({ groups, target: 1, named: r1 }))).toEqual(['go1.22.12', 'go1.23.5'])
    expect(left(request({ target: 3, named: r3 }))).toEqual([])
  })

  it.each<[string, Partial<RollbackRequest>, string]>([
    ['no hosts', { hosts: [] }, 'no managed host is in the scope'],
    [
      'only hosts of groups without a revision',
      { hosts: [host('x', { group: 'other' })] },
      'no managed host is in the scope',
    ],
    ['an unknown revision', { target: 99 }, 'there is no revision 99'],
    [
      'nothing earlier',
      { groups: [{ group: 'build', current: 1, revisions: [r1] }] },
      'build has no revision before its current one',
    ],
    [
      'a named revision whose release is recalled',
      { target: 2, named: r2, recalled: new Set(['go1.22.12']) },
      'revision 2 has go1.22.12, which is recalled',
    ],
    [
      'nothing earlier that is not recalled',
      { recalled: new Set(['go1.22.12', 'go1.21.13']) },
      'the release of every earlier revision of build is recalled',
    ],
    [
      'nothing assigned',
      { groups: [{ group: 'build', current: null, revisions: [] }] },
      'nothing was ever assigned to build',
    ],
  ])('refuses %s, saying what to do', (_, over, sentence) => {
    const result = planRollback(request(over))
    expect(result.kind).toBe('refused')
    if (result.kind === 'refused') expect(describeRollbackRefusal(result.refusal)).toContain(sentence)
  })

  const anyHost = fc.record({
    online: fc.boolean(),
    platform: fc.constantFrom('linux/amd64', 'linux/arm64'),
    active: fc.constantFrom('go1.21.13', 'go1.22.12', 'go1.23.5'),
    kept: fc.subarray(['go1.21.13', 'go1.22.12', 'go1.23.5']),
    settings: fc.constantFrom({}, { GOPROXY: 'off' }),
    reported: fc.boolean(),
  })
  it('names every host once, says already only of live matching hosts, and cannot only without bytes and archive (R1, R4, R5)', () => {
    fc.assert(
      fc.property(fc.array(anyHost, { minLength: 1, maxLength: 20 }), (raw) => {
        const hosts = raw.map((h, i) =>
          host(`h${i}`, {
            online: h.online,
            platform: h.platform,
            observed: h.reported ? observed(h.active, [...new Set([h.active, ...h.kept])], h.settings) : null,
          }),
        )
        const plan = planned(request({ hosts }))
        expect(plan.hosts.map((h) => h.name)).toEqual(hosts.map((h) => h.name))
        plan.hosts.forEach((step, i) => {
          const given = hosts[i]
          if (!given) throw new Error('a host was made up')
          const onDisk = given.observed?.installed.some((r) => r.release === 'go1.22.12') ?? false
          if (step.fate.kind === 'already') {
            expect(given.online && given.observed && compare(r2, given.observed, { reached: true })).toEqual(
              [],
            )
          }
          expect(step.fate.kind === 'cannot').toBe(!onDisk && given.platform !== 'linux/amd64')
          expect(step.fate.kind === 'offline').toBe(!given.online && step.fate.kind !== 'cannot')
        })
      }),
    )
  })

  it('plans 100,000 hosts in one pass', () => {
    const hosts = Array.from({ length: 100_000 }, (_, i) => host(`h${i}`))
    expect(planned(request({ hosts })).hosts).toHaveLength(100_000)
  })
})
