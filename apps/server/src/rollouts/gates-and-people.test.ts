import { groupHistory } from '@goherd/protocol'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { call } from '../testing/call.js'
import { accepted } from '../testing/call-api.js'
import { makeGroup, startTestFleet, type TestFleet } from '../testing/fleet-of-tests.js'
import { addPerson } from '../testing/people.js'
import { RolloutScene } from '../testing/rollout-scene.js'
import { enrollHosts, eventually, TestAgent } from '../testing/test-agent.js'
import { GateDoor, type GateQuestion } from './gate-door.js'

let fleet: TestFleet
beforeAll(async () => {
  fleet = await startTestFleet()
})
afterAll(() => fleet?.close())

describe('a gate', () => {
  it('is asked about the hosts that proved it; a failure pauses, and a resume asks it again', async () => {
    const scene = await RolloutScene.make(fleet.server, 'gated', 2)
    const door = fleet.server.app.get(GateDoor, { strict: false })
    const asked: GateQuestion[] = []
    // The world beyond the door is somebody else's test.
    const ask = vi.spyOn(door, 'ask').mockImplementation((question) => void asked.push(question))
    const gates = [{ kind: 'smoke' as const, name: 'smoke', check: 'smoke' }]
    const { id } = await scene.start({ gates, stages: [{ size: 1, gates: ['smoke'] }, { size: '100%' }] })
    const answer = (verdict: 'pass' | 'fail' | 'inconclusive', said: string) => {
      const at = Date.now()
      door.answered({ rolloutId: id, answer: { gate: 'smoke', stage: 0, verdict, said, at } })
    }
    await eventually(
      async () => asked.length,
      (count) => count === 1,
    )
    expect(asked).toMatchObject([
      { rolloutId: id, stage: 0, gate: gates[0], hosts: [{ from: 'go1.21.13', to: 'go1.22.12' }] },
    ])
    answer('fail', 'exit 1')
    const failed = await scene.becomes(id, ({ pauses }) => pauses.length > 0)
    expect(failed).toMatchObject({
      pauses: [{ kind: 'gate-failed', says: 'stage 1: the gate smoke failed: exit 1' }],
      stages: [{ gates: [{ name: 'smoke', verdict: 'fail', said: 'exit 1' }] }, {}],
    })
    await scene.command(id, { command: 'resume', reason: 'the disk was full' })
    await eventually(
      async () => asked.length,
      (count) => count === 2,
    )
    expect(asked[1]?.since).toBeGreaterThan(asked[0]?.since ?? 0)
    answer('inconclusive', 'nobody answered')
    const unsure = await scene.becomes(id, ({ pauses }) => pauses[0]?.kind === 'gate-inconclusive')
    expect(unsure.commands).toMatchObject({ resume: null, promote: null })
    await scene.command(id, { command: 'resume', reason: 'once more' })
    await eventually(
      async () => asked.length,
      (count) => count === 3,
    )
    answer('pass', 'exit 0')
    const finished = await scene.becomes(id, ({ state }) => state === 'finished')
    expect(finished).toMatchObject({ outcome: 'completed', stages: [{ gates: [{ verdict: 'pass' }] }, {}] })
    ask.mockRestore()
    scene.closeAll()
  })
})

describe('two people', () => {
  it('have to approve the plan that they saw, and one of them twice is not two', async () => {
    const scene = await RolloutScene.make(fleet.server, 'two-people', 2)
    const { id, hash } = await scene.start({ stages: [{ size: 1, approvals: 2 }, { size: '100%' }] })
    await scene.becomes(id, ({ state }) => state === 'approving')
    await scene.command(id, { command: 'approve', hash })
    const approve = async (token: string) =>
      call(fleet.server.url, 'POST', `/api/rollouts/${id}/commands`, {
        token,
        body: { command: 'approve', hash },
      })
    expect(await approve(fleet.server.adminToken)).toMatchObject({ status: 409, code: 'approved_already' })
    const viewer = await addPerson(fleet.server, 'viewer')
    expect(await approve(viewer.token)).toMatchObject({ status: 403 })
    const other = await addPerson(fleet.server, 'operator', 'ben')
    expect(await approve(other.token)).toMatchObject({ status: 200 })
    const finished = await scene.becomes(id, ({ state }) => state === 'finished')
    expect(finished.stages[0]?.approvals).toHaveLength(2)
    const good = await eventually(
      async () => accepted(await scene.api(`/groups/${scene.group}/history`), groupHistory).revisions[0],
      (revision) => revision?.goodAt !== null,
    )
    // Once the whole group has proved it, the new revision is one to come back to.
    expect(good).toMatchObject({ release: 'go1.22.12', current: true, goodAt: expect.any(String) })
    const { rows } = await fleet.server.database.pool.query(
      'SELECT action, actor FROM audit_entry WHERE target = $1 ORDER BY id',
      [`rollout:${id}`],
    )
    expect(rows.map(({ action }) => action)).toEqual([
      'rollout.start',
      'rollout.approve',
      'rollout.approve',
      'rollout.completed',
    ])
    scene.closeAll()
  })
})

it('a group that had nothing has nothing to go back to: its hosts stay, and nothing is asked of them', async () => {
  await makeGroup(fleet.server, 'fresh')
  const hosts = await enrollHosts(fleet.server, 'fresh', ['fresh-1', 'fresh-2'])
  const agents = await Promise.all(hosts.map((host) => TestAgent.connect(fleet.server, host)))
  for (const agent of agents) void agent.nextAssignment().then(() => agent.follow())
  const scene = RolloutScene.of(fleet.server, 'fresh')
  const plan = await scene.plan()
  expect(plan.groups).toMatchObject([{ from: { revision: null, release: null } }])
  expect(plan.warnings).toContain('fresh has nothing to go back to: a revert leaves its hosts as they are')
  const { id } = await scene.start({ stages: [{ size: 1, soakSeconds: 600 }] })
  await scene.becomes(id, ({ state }) => state === 'soaking')
  await scene.command(id, { command: 'abort', hosts: 'revert', reason: 'not yet' })
  const finished = await scene.becomes(id, ({ state }) => state === 'finished')
  expect(finished).toMatchObject({ outcome: 'reverted', counts: { reverted: 1, waiting: 1 } })
  const left = await fleet.server.database.prisma.waveMember.count({
    where: { hostId: { in: hosts.map(({ hostId }) => hostId) } },
  })
  expect(left).toBe(0)
  for (const agent of agents) agent.close()
})
