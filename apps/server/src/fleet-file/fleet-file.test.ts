import {
  type AppliedFleet,
  appliedFleet,
  auditList,
  drillSchedules,
  type FleetDiff,
  fleetDiff,
  groupHistory,
  groupView,
  rolloutList,
} from '@goherd/protocol'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { accepted, callApi, refused } from '../testing/call-api.js'
import { makeGroup, setGroup, startTestFleet, type TestFleet } from '../testing/fleet-of-tests.js'
import { RolloutScene } from '../testing/rollout-scene.js'
import { enrollHosts } from '../testing/test-agent.js'

let fleet: TestFleet
let turn = 0
let group = ''

beforeAll(async () => {
  fleet = await startTestFleet()
})
afterAll(() => fleet?.close())
beforeEach(() => {
  turn += 1
  group = `ff${turn}`
})

const api = (path: string, body?: unknown) => callApi(fleet.server, path, body)
const CAREFUL = { careful: { stages: [{ size: 1 }, { size: '100%' }] } }
const fileOf = (groups: object, policies: object = CAREFUL) => ({ version: 1, policies, groups })

async function plan(file: object): Promise<FleetDiff> {
  return accepted(await api('/fleet-file/plan', { file }), fleetDiff)
}
async function apply(file: object): Promise<AppliedFleet['changes']> {
  const { hash } = await plan(file)
  return accepted(await api('/fleet-file/apply', { file, hash, reason: 'as in git' }), appliedFleet).changes
}
const kinds = ({ changes }: FleetDiff) => changes.map(({ kind }) => kind)
const view = async (name = group) => accepted(await api(`/groups/${name}`), groupView)

describe('a group that there is not', () => {
  it('is made, set and scheduled; applied twice it changes nothing', async () => {
    const settings = { GOPROXY: 'direct' }
    const file = fileOf({ [group]: { go: '1.22', settings, rollout: 'careful', drillEveryDays: 7 } })
    expect(await plan(file)).toMatchObject({ hosts: 0, changes: [{ group, kind: 'create' }] })
    expect((await api(`/groups/${group}`)).status).toBe(404)
    const [made] = await apply(file)
    expect(made).toMatchObject({ kind: 'create', revision: expect.any(Number), rollout: null, says: '' })
    expect(await view()).toMatchObject({ desired: { release: 'go1.22.12', settings } })
    const { schedules } = accepted(await api('/drills/schedules'), drillSchedules)
    expect(schedules.find((one) => one.group === group)?.everyDays).toBe(7)
    expect(kinds(await plan(file))).toEqual(['unchanged'])
    expect(await apply(file)).toMatchObject([{ kind: 'unchanged', revision: null, rollout: null }])
    expect(accepted(await api(`/groups/${group}/history`), groupHistory).revisions).toHaveLength(1)
  })
})

describe('a group that there is', () => {
  it('is set at once without a policy: what the file does not name goes, and the reason is kept', async () => {
    await makeGroup(fleet.server, group)
    await enrollHosts(fleet.server, group, [`${group}-1`])
    await setGroup(fleet.server, group, '1.21', { GOPROXY: 'direct', GOFLAGS: '-mod=readonly' })
    const file = fileOf({ [group]: { go: '1.22', settings: { GOPROXY: 'direct' } } })
    const diff = await plan(file)
    expect(diff).toMatchObject({
      hosts: 1,
      changes: [{ kind: 'set', lines: expect.arrayContaining(['GOFLAGS: -mod=readonly → nothing']) }],
    })
    await apply(file)
    expect((await view()).desired).toMatchObject({
      release: 'go1.22.12',
      settings: { GOPROXY: 'direct' },
    })
    const { revisions } = accepted(await api(`/groups/${group}/history`), groupHistory)
    expect(revisions[0]).toMatchObject({ reason: 'as in git' })
  })

  it('is rolled out with a policy, and the rollout that is under way is not started twice', async () => {
    const scene = await RolloutScene.make(fleet.server, group, 3)
    const policies = { careful: { stages: [{ size: 1, approvals: 1 }, { size: '100%' }] } }
    const file = fileOf({ [group]: { go: '1.22', rollout: 'careful' } }, policies)
    expect(await plan(file)).toMatchObject({
      hosts: 3,
      changes: [{ kind: 'rollout', lines: expect.arrayContaining(['in 2 stages of 1, 2 hosts']) }],
    })
    const [started] = await apply(file)
    const id = started?.rollout ?? ''
    expect(started).toMatchObject({ kind: 'rollout', revision: null, rollout: expect.any(String) })
    await scene.becomes(id, ({ state }) => state === 'approving')
    expect(await plan(file)).toMatchObject({
      hosts: 0,
      changes: [{ kind: 'unchanged', says: `rollout ${id} takes it there` }],
    })
    await apply(file)
    const { rollouts } = accepted(await api('/rollouts'), rolloutList)
    expect(rollouts.filter(({ groups }) => groups.some((one) => one.group === group))).toHaveLength(1)

    const elsewhere = fileOf({ [group]: { go: '1.23', rollout: 'careful' } }, policies)
    expect(await apply(elsewhere)).toMatchObject([
      { kind: 'cannot', says: expect.stringContaining('abort it') },
    ])
    const { hash } = await scene.view(id)
    await scene.command(id, { command: 'approve', hash })
    await scene.becomes(id, ({ state }) => state === 'finished')
    expect(kinds(await plan(file))).toEqual(['unchanged'])
    scene.closeAll()
  })

  it('a policy that supersedes ends the rollout that is under way', async () => {
    const scene = await RolloutScene.make(fleet.server, group, 2)
    const { id } = await scene.start({ stages: [{ size: 1, approvals: 1 }, { size: '100%' }] })
    await scene.becomes(id, ({ state }) => state === 'approving')
    const strong = { strong: { stages: [{ size: '100%' }], conflict: 'supersede' } }
    const [back] = await apply(fileOf({ [group]: { go: '1.21', rollout: 'strong' } }, strong))
    expect(back).toMatchObject({ kind: 'set', says: `rollout ${id} ends for it` })
    expect((await scene.view(id)).outcome).toBe('superseded')
    await scene.everybodyAt('go1.21.13')
    scene.closeAll()
  })

  it('only its drills are changed where only they differ', async () => {
    await makeGroup(fleet.server, group)
    await setGroup(fleet.server, group, '1.22')
    const file = fileOf({ [group]: { go: '1.22', drillEveryDays: 30 } })
    expect(await plan(file)).toMatchObject({ hosts: 0, changes: [{ kind: 'drill' }] })
    expect(await apply(file)).toMatchObject([{ kind: 'drill', revision: null }])
    expect(kinds(await plan(file))).toEqual(['unchanged'])
  })

  it('has the windows that the file says before anything moves; a file that says none leaves them', async () => {
    const scene = await RolloutScene.make(fleet.server, group, 2)
    const at = new Date(Date.now() + 12 * 3_600_000).toISOString().slice(11, 13)
    const windows = [{ timeZone: 'UTC', days: [1, 2, 3, 4, 5, 6, 7], from: `${at}:00`, to: `${at}:30` }]
    const policies = { all: { stages: [{ size: '100%' }] } }
    const file = fileOf({ [group]: { go: '1.22', rollout: 'all', windows } }, policies)
    expect(await plan(file)).toMatchObject({
      changes: [
        { kind: 'rollout', lines: expect.arrayContaining([`windows: always → daily ${at}:00-${at}:30 UTC`]) },
      ],
    })
    const [started] = await apply(file)
    const id = started?.rollout ?? ''
    await scene.becomes(id, ({ state, waits }) => state === 'scheduled' && waits.length > 0)
    expect((await view()).windows).toEqual(windows)
    expect(await plan(fileOf({ [group]: { go: '1.22' } }))).toMatchObject({
      changes: [{ kind: 'unchanged' }],
    })
    const open = fileOf({ [group]: { go: '1.22', windows: [] } })
    expect(await plan(open)).toMatchObject({ hosts: 0, changes: [{ kind: 'windows' }] })
    expect(await apply(open)).toMatchObject([{ kind: 'windows', revision: null }])
    await scene.becomes(id, ({ state }) => state === 'finished')
    expect(kinds(await plan(open))).toEqual(['unchanged'])
    scene.closeAll()
  })
})

describe('what cannot be done', () => {
  it('for one group holds up no other, and is found again', async () => {
    await makeGroup(fleet.server, group)
    await setGroup(fleet.server, group, '1.21')
    const file = fileOf({
      'catch-all': { go: '1.22' },
      [group]: { go: '1.22' },
      [`${group}b`]: { go: '1.99' },
    })
    const [catchAll, set, unknown] = await apply(file)
    expect(catchAll).toMatchObject({ kind: 'cannot', revision: null })
    expect(set).toMatchObject({ kind: 'set', revision: expect.any(Number) })
    expect(unknown).toMatchObject({ kind: 'cannot', says: expect.stringContaining('1.99') })
    expect(kinds(await plan(file))).toEqual(['cannot', 'unchanged', 'cannot'])
    const { entries } = accepted(await api('/audit?target=fleet'), auditList)
    expect(entries[0]).toMatchObject({
      ...{ action: 'fleet-file.apply', reason: 'as in git', outcome: 'failed' },
      summary: expect.stringContaining(`${group} set`),
    })
  })

  it('a rollout that would be refused is not promised', async () => {
    const scene = await RolloutScene.make(fleet.server, group, 2)
    const policies = { gated: { stages: [{ size: 1, gates: ['nosuch'] }, { size: '100%' }] } }
    const { changes } = await plan(fileOf({ [group]: { go: '1.22', rollout: 'gated' } }, policies))
    expect(changes).toMatchObject([{ kind: 'cannot', says: expect.stringContaining('nosuch') }])
    scene.closeAll()
  })

  it('anything after the diff was seen: the group is set meanwhile', async () => {
    await makeGroup(fleet.server, group)
    await setGroup(fleet.server, group, '1.21')
    const file = fileOf({ [group]: { go: '1.22' } })
    const { hash } = await plan(file)
    await setGroup(fleet.server, group, '1.23')
    expect(refused(await api('/fleet-file/apply', { file, hash, reason: 'late' }))).toMatchObject({
      ...{ status: 409, code: 'plan_stale' },
    })
    expect((await view()).desired?.release).toBe('go1.23.5')
  })

  it('anything while the fleet is frozen', async () => {
    const file = fileOf({ [group]: { go: '1.22' } })
    const { hash } = await plan(file)
    accepted(await api('/fleet/freeze', { reason: 'release day' }), z.unknown())
    const answer = refused(await api('/fleet-file/apply', { file, hash, reason: 'now' }))
    accepted(await api('/fleet/lift', {}), z.unknown())
    expect(answer).toMatchObject({ status: 409, code: 'fleet_frozen' })
    expect((await api(`/groups/${group}`)).status).toBe(404)
  })

  it.each([
    [{ version: 2, groups: {} }],
    [{ version: 1, groups: { 'no name': { go: '1.22' } } }],
    [{ version: 1, groups: { ok: { go: '1.22', gone: true } } }],
    [{ version: 1, groups: {}, polices: {} }],
  ])('with what is no fleet file: %j', async (file) => {
    expect(refused(await api('/fleet-file/plan', { file }))).toMatchObject({ status: 400 })
  })
})
