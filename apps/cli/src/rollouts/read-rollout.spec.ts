import { rolloutSpec } from '@goherd/protocol'
import { describe, expect, it } from 'vitest'
import { groupView } from '../../test/fleet.js'
import { fitToGroups } from './complete-rollout.js'
import { readRollout } from './read-rollout.js'

const GO = { group: ['build'], go: '1.23' }
const read = (given: object) => readRollout({ ...GO, ...given }).spec

describe('a rollout', () => {
  it('needs a group and a change, and has everything else by default', () => {
    const spec = read({})
    expect(spec).toMatchObject({ groups: ['build'], change: { go: '1.23' }, gates: [], windows: [] })
    expect(rolloutSpec.parse(spec)).toMatchObject({
      ...{ silentAfterSeconds: 120, spreadBy: null, domainCap: null, startAt: null, conflict: 'refuse' },
    })
  })

  it('takes all that can be said', () => {
    const spec = read({
      ...{ group: ['build', 'ci'], set: ['GOFLAGS=-mod=readonly'], unset: ['GOPROXY'], toolchain: 'local' },
      ...{ stages: '1,100%', gate: ['smoke=builds'], window: ['daily 01:00-05:00'], spreadBy: 'rack' },
      ...{ domainCap: 'rack=2', silentAfter: '90s', startAt: '2026-12-01T22:00+01:00', supersede: true },
    })
    expect(spec).toMatchObject({
      groups: ['build', 'ci'],
      change: {
        ...{ go: '1.23', settings: { GOFLAGS: '-mod=readonly', GOTOOLCHAIN: 'local' }, unset: ['GOPROXY'] },
      },
      gates: [{ name: 'smoke' }],
      stages: [{ gates: ['smoke'] }, { gates: [] }],
      windows: [{ from: '01:00', to: '05:00', timeZone: 'UTC' }],
      ...{ spreadBy: 'rack', domainCap: { label: 'rack', hosts: 2 }, silentAfterSeconds: 90 },
      ...{ startAt: '2026-12-01T21:00:00.000Z', conflict: 'supersede' },
    })
  })

  it('goes to an old revision instead', () => {
    expect(readRollout({ group: ['build'], revision: '12' }).spec.change).toEqual({ revision: 12 })
  })

  it('takes how it goes from a file, and only when and against what from options', () => {
    const file = { stages: [{ size: 5 }], spreadBy: 'site' }
    const { spec } = readRollout({ ...GO, supersede: true, startAt: '2026-12-01T22:00Z' }, file)
    expect(spec).toMatchObject({ ...file, conflict: 'supersede', startAt: '2026-12-01T22:00:00.000Z' })
    expect(() => readRollout({ ...GO, maxFailed: '1' }, file)).toThrow(/--file and --max-failed/)
  })
})

describe('what cannot be meant', () => {
  it.each([
    [{ group: undefined }, /which groups/],
    [{ group: ['no name'] }, /--group no name/],
    [{ go: undefined }, /nothing to roll out/],
    [{ revision: '3' }, /--revision is a whole state/],
    [{ go: undefined, revision: 'last' }, /--revision last/],
    [{ go: undefined, revision: '0' }, /--revision 0/],
    [{ toolchain: 'any' }, /--toolchain any/],
    [{ set: ['GOFLAGS'] }, /not a setting/],
    [{ set: ['GOFLAGS=-toolexec=x'] }, /toolexec/],
    [{ keep: '1' }, /--keep 1/],
    [{ startAt: 'tomorrow' }, /--start-at tomorrow/],
    [{ startAt: '2026-12-01T22:00' }, /--start-at 2026-12-01T22:00 /],
    [{ silentAfter: '1s' }, /--silent-after 1s is too short/],
    [{ silentAfter: 'soon' }, /--silent-after soon/],
    [{ domainCap: 'rack' }, /--domain-cap rack/],
    [{ domainCap: 'rack=0' }, /--domain-cap rack=0/],
    [{ window: ['always'] }, /--window "always"/],
    [{ gate: ['luck'] }, /--gate luck/],
  ])('%j', (given, message) => {
    expect(() => read(given)).toThrow(
      expect.objectContaining({ exit: 'usage', message: expect.stringMatching(message) }),
    )
  })
})

describe('stages that nobody named', () => {
  const sizes = (given: object, hosts: number) => {
    const group = groupView('build')
    const groups = [{ ...group, hosts: { ...group.hosts, total: hosts } }]
    return fitToGroups(readRollout({ ...GO, ...given }), groups).stages.map(({ size }) => size)
  }

  it('fit the number of hosts; those that were named stay', () => {
    expect(sizes({}, 40)).toEqual([1, '25%', '100%'])
    expect(sizes({}, 2)).toEqual([1, '100%'])
    expect(sizes({ stages: '1,25%,100%' }, 2)).toEqual([1, '25%', '100%'])
  })
})

describe('a policy', () => {
  const group = (policy: object) =>
    groupView('build', { desired: { release: 'go1.22.12', settings: {}, policy } })

  it('is made whole from what the groups have', () => {
    const asked = readRollout({ ...GO, keep: '4' })
    expect(fitToGroups(asked, [group({ drainSeconds: 60, keep: 2 })]).change).toEqual({
      go: '1.23',
      policy: { drainSeconds: 60, keep: 4 },
    })
  })

  it('says what is to become of drift', () => {
    const asked = readRollout({ ...GO, drift: 'correct' })
    expect(fitToGroups(asked, [group({ keep: 2 })]).change).toEqual({
      go: '1.23',
      policy: { drift: 'correct', keep: 2 },
    })
  })

  it('is one for all groups', () => {
    const asked = readRollout({ ...GO, keep: '4' })
    expect(
      fitToGroups(asked, [group({ agent: '0.2.0', keep: 2 }), group({ agent: '0.2.0' })]).change,
    ).toEqual({
      go: '1.23',
      policy: { agent: '0.2.0', keep: 4 },
    })
    expect(() => fitToGroups(asked, [group({}), group({ drainSeconds: 60 })])).toThrow(/different policies/)
  })
})
