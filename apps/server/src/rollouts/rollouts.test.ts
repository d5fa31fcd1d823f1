import { fleetStatus, groupView, rollbackPlan, rollbackView, setDesiredResult } from '@goherd/protocol'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { Assignments } from '../groups/index.js'
import { accepted, refused } from '../testing/call-api.js'
import { setGroup, startTestFleet, type TestFleet } from '../testing/fleet-of-tests.js'
import { RolloutScene } from '../testing/rollout-scene.js'
import { enrollHosts, eventually, TestAgent } from '../testing/test-agent.js'

let fleet: TestFleet
beforeAll(async () => {
  fleet = await startTestFleet()
})
afterAll(() => fleet?.close())

let turn = 0
const sceneOf = (hosts: number) => {
  turn += 1
  return RolloutScene.make(fleet.server, `ro${turn}`, hosts)
}

describe('a good rollout', () => {
  it('goes through its stages with soak and approval, and the group wants the new revision at its end', async () => {
    const scene = await sceneOf(8)
    const stages = [
      { size: 1, soakSeconds: 1 },
      { size: '25%' as const, approvals: 1 as const },
      { size: '50%' as const, concurrency: 1 },
      { size: '100%' as const },
    ]
    const plan = await scene.plan({ stages })
    expect(plan).toMatchObject({
      hosts: 8,
      resolved: { asked: '1.22', release: 'go1.22.12' },
      atLeastSeconds: 1,
    })
    expect(plan.stages.map(({ hosts }) => hosts)).toEqual([1, 1, 2, 4])
    const started = await scene.start({ stages, hash: plan.hash })
    const { id } = started
    expect(started).toMatchObject({ state: 'scheduled', hash: plan.hash, hosts: 8 })
    const soaking = await scene.becomes(id, ({ state }) => state === 'soaking')
    expect(soaking.sentence).toMatch(/^Stage 1 of 4 · soaking until /)
    expect(soaking.counts).toMatchObject({ done: 1, waiting: 7 })
    const canary = plan.stages[0]?.names[0] ?? ''
    expect(scene.agents.filter((agent) => agent.assigned?.desired.release === 'go1.22.12')).toHaveLength(1)
    expect((await scene.progressOf(id))[canary]).toBe('done')
    const approving = await scene.becomes(id, ({ state }) => state === 'approving')
    expect(approving).toMatchObject({ stage: 1, waits: ['0 of 1 approvals'], commands: { approve: null } })
    expect(
      refused(await scene.api(`/rollouts/${id}/commands`, { command: 'approve', hash: 'f'.repeat(64) })),
    ).toMatchObject({ status: 409, code: 'other_plan' })
    await scene.command(id, { command: 'approve', hash: plan.hash })
    const finished = await scene.becomes(id, ({ state }) => state === 'finished')
    expect(finished).toMatchObject({ outcome: 'completed', sentence: 'Completed', counts: { done: 8 } })
    expect(finished.stages[1]?.approvals).toEqual([{ by: expect.any(String), at: expect.any(String) }])
    await scene.everybodyAt('go1.22.12')
    const group = accepted(await scene.api(`/groups/${scene.group}`), groupView)
    expect(group).toMatchObject({ rollout: null, desired: { release: 'go1.22.12' } })
    expect((await scene.events(id)).slice(1)).toEqual([
      'stage: stage 1 of 4, updating: 1 host',
      'stage: stage 1 of 4, soaking',
      'stage: stage 2 of 4, updating: 1 host',
      'stage: stage 2 of 4, waiting for approval',
      `approve: approved the stage`,
      'stage: stage 3 of 4, updating: 2 hosts',
      'stage: stage 4 of 4, updating: 4 hosts',
      'finished: completed',
    ])
    scene.closeAll()
  })
})

describe('a bad release', () => {
  it('halts within its budget, names the host, goes back by itself, and is recalled', async () => {
    const scene = await sceneOf(4)
    scene.closeAll()
    await scene.connectAll({ 1: 'goes-back', 2: 'goes-back', 3: 'goes-back', 4: 'goes-back' })
    const { id } = await scene.start({ stages: [{ size: 2, onFailure: 'revert-all' }] })
    const finished = await scene.becomes(id, ({ state }) => state === 'finished')
    expect(finished).toMatchObject({
      outcome: 'reverted',
      counts: { reverted: 2, waiting: 2 },
      errors: [{ code: 'probe_failed', hosts: 2 }],
    })
    const events = await scene.events(id)
    expect(events.join('\n')).toContain('switched back by itself: goes-back as the test says')
    expect(accepted(await scene.api(`/groups/${scene.group}`), groupView)).toMatchObject({
      desired: { release: 'go1.21.13' },
      rollout: null,
    })
    expect(refused(await scene.api('/rollouts', scene.request()))).toMatchObject({ code: 'release_recalled' })
    expect(refused(await scene.api('/rollouts/plan', scene.request()))).toMatchObject({
      code: 'release_recalled',
    })
    await scene.liftRecall('go1.22.12')
    scene.closeAll()
  })

  it('pauses when a budget is exceeded and not when it is met; people retry, resume and abort', async () => {
    const scene = await sceneOf(4)
    scene.closeAll()
    await scene.connectAll({ 1: 'fails', 2: 'fails', 3: 'fails', 4: 'fails' })
    const { id } = await scene.start({ stages: [{ size: 2, maxFailed: 1 }] })
    const paused = await scene.becomes(id, ({ pauses }) => pauses.length > 0)
    expect(paused).toMatchObject({
      state: 'updating',
      pauses: [{ kind: 'breach', says: 'stage 1: 2 hosts failed, 1 may' }],
      errors: [{ code: 'disk_full', hosts: 2 }],
      commands: { resume: null, retry: null, abort: null, promote: expect.any(String) },
    })
    expect(paused.stages[0]?.budgets).toContainEqual({ name: 'failed', used: 2, limit: 1 })
    const failed = paused.errors.flatMap(({ names }) => names.map((name) => Number(name.split('-')[1])))
    // Away during the command: one that is mended and there proves itself, and leaves nothing to retry.
    for (const host of failed) {
      scene.agent(host).close()
      await scene.isOffline(host)
    }
    await scene.command(id, { command: 'retry', reason: 'the disks have room now' })
    for (const host of failed) await scene.reconnect(host)
    const going = await scene.becomes(id, ({ stages }) => stages[0]?.counts.done === 2)
    expect(going.stages[0]?.counts.done).toBe(2)
    const again = await scene.becomes(id, ({ pauses }) => pauses.length > 0)
    expect(again).toMatchObject({ stage: 1, pauses: [{ kind: 'breach' }] })
    await scene.command(id, { command: 'abort', hosts: 'revert', reason: 'not today' })
    const finished = await scene.becomes(id, ({ state }) => state === 'finished')
    expect(finished).toMatchObject({ outcome: 'reverted', counts: { reverted: 4 } })
    await scene.everybodyAt('go1.21.13')
    await scene.liftRecall('go1.22.12')
    expect(refused(await scene.api(`/rollouts/${id}/commands`, { command: 'resume' }))).toMatchObject({
      status: 409,
      code: 'rollout_wrong_phase',
    })
    scene.closeAll()
  })

  it('keeps its hosts after an abort that says so, and the group can bring them back', async () => {
    const scene = await sceneOf(2)
    const { id } = await scene.start({ stages: [{ size: 1, soakSeconds: 600 }] })
    await scene.becomes(id, ({ state }) => state === 'soaking')
    const { state, outcome } = await scene.command(id, { command: 'abort', hosts: 'keep', reason: 'enough' })
    expect({ state, outcome }).toEqual({ state: 'finished', outcome: 'kept' })
    const releases = () => scene.agents.map((agent) => agent.assigned?.desired.release).sort()
    expect(releases()).toEqual(['go1.21.13', 'go1.22.12'])
    await setGroup(scene.server, scene.group, '1.21')
    await scene.everybodyAt('go1.21.13')
    scene.closeAll()
  })
})

describe('hosts that are not there', () => {
  it('owe it when they are offline at their turn, get it when they are back, and late ones come last', async () => {
    const scene = await sceneOf(3)
    scene.agent(2).close()
    await scene.isOffline(2)
    const { id } = await scene.start({ stages: [{ size: '100%', soakSeconds: 3, maxSilent: 1 }] })
    const soaking = await scene.becomes(id, ({ state }) => state === 'soaking')
    expect(soaking.counts).toMatchObject({ done: 2, debt: 1 })
    await scene.reconnect(2)
    const paid = await scene.becomes(id, ({ counts }) => counts.done === 3)
    expect(paid.counts).toMatchObject({ done: 3, debt: 0 })
    const [late] = await enrollHosts(scene.server, scene.group, [`${scene.group}-late`])
    if (!late) throw new Error('it was enrolled')
    const agent = await TestAgent.connect(scene.server, late)
    agent.follow()
    const finished = await scene.becomes(id, ({ state }) => state === 'finished')
    expect(finished).toMatchObject({ outcome: 'completed', hosts: 4, counts: { done: 4 } })
    agent.close()
    scene.closeAll()
  })

  it('are silent when they vanish in the middle, which counts against a budget of its own', async () => {
    const scene = await sceneOf(2)
    scene.closeAll()
    await scene.connectAll({ 1: 'is-silent', 2: 'is-silent' })
    const { id } = await scene.start({ stages: [{ size: 1 }], silentAfterSeconds: 5 })
    await scene.becomes(id, ({ counts }) => counts.updating === 1)
    scene.closeAll()
    const paused = await scene.becomes(id, ({ pauses }) => pauses.length > 0, 15_000)
    expect(paused).toMatchObject({
      counts: { silent: 1 },
      pauses: [{ says: 'stage 1: 1 host fell silent in the middle of the change, 0 may' }],
    })
    await scene.command(id, { command: 'abort', hosts: 'keep', reason: 'the test is over' })
  })

  it('leave when somebody assigns them something else', async () => {
    const scene = await sceneOf(2)
    const { id } = await scene.start({ stages: [{ size: '100%', soakSeconds: 600 }] })
    await scene.becomes(id, ({ state }) => state === 'soaking')
    const host = scene.hosts[0]
    await scene.server.database.transaction((tx) =>
      scene.server.app.get(Assignments).publishToHost(tx, {
        ...{ hostId: host?.hostId ?? '', actor: 'Ada', reason: 'it worked before' },
        snapshot: { id: 's', release: 'go1.21.13', settings: {}, treeDigest: null },
      }),
    )
    const view = await scene.becomes(id, ({ counts }) => counts.left === 1)
    expect(view.counts).toMatchObject({ left: 1, done: 1 })
    await scene.command(id, { command: 'promote', reason: 'enough soaked' })
    await scene.becomes(id, ({ state }) => state === 'finished')
    const wanted = await scene.server.app
      .get(Assignments)
      .wantedByHost(scene.hosts.map(({ hostId }) => hostId))
    // The group wants the new release now; what was assigned to the one host alone stays.
    expect([...wanted.values()].map(({ desired }) => desired.release).sort()).toEqual([
      'go1.21.13',
      'go1.22.12',
    ])
    scene.closeAll()
  })
})

describe('what else is under way', () => {
  it('is in the way of a second rollout and of a change by hand, unless they supersede it', async () => {
    const scene = await sceneOf(2)
    const first = await scene.start({ stages: [{ size: 1, soakSeconds: 600 }] })
    await scene.becomes(first.id, ({ state }) => state === 'soaking')
    const change = { go: '1.23' }
    const plan = await scene.plan({ change })
    expect(plan.conflicts).toEqual([
      { rollout: first.id, group: scene.group, says: expect.stringMatching(/^Stage 1 of 2/) },
    ])
    expect(refused(await scene.api('/rollouts', scene.request({ change })))).toMatchObject({
      status: 409,
      code: 'rollout_running',
    })
    expect(refused(await scene.api(`/groups/${scene.group}/desired`, { go: '1.23' }))).toMatchObject({
      code: 'rollout_running',
    })
    expect(accepted(await scene.api(`/groups/${scene.group}`), groupView).rollout).toBe(first.id)
    const second = await scene.start({
      change,
      conflict: 'supersede',
      stages: [{ size: 1, soakSeconds: 600 }],
    })
    expect(await scene.view(first.id)).toMatchObject({ state: 'finished', outcome: 'superseded' })
    await scene.becomes(second.id, ({ state }) => state === 'soaking')
    accepted(
      await scene.api(`/groups/${scene.group}/desired`, { go: '1.21', supersede: true }),
      setDesiredResult,
    )
    expect(await scene.view(second.id)).toMatchObject({ outcome: 'superseded' })
    await scene.everybodyAt('go1.21.13')
    scene.closeAll()
  })

  it('waits while the fleet is frozen or no window is open, and goes on by itself', async () => {
    const scene = await sceneOf(2)
    const closed = windowAround(new Date(Date.now() + 12 * 3_600_000))
    const { id } = await scene.start({ windows: [closed] })
    const waiting = await scene.becomes(id, ({ waits }) => waits.length > 0)
    expect(waiting.state).toBe('scheduled')
    expect(waiting.waits[0]).toMatch(/^the next window opens at /)
    expect(Date.parse(waiting.wakeAt ?? '')).toBeGreaterThan(Date.now())
    await scene.command(id, { command: 'abort', hosts: 'keep', reason: 'too late' })
    const second = await scene.start({
      windows: [windowAround(new Date())],
      stages: [{ size: 1, soakSeconds: 2 }],
    })
    await scene.becomes(second.id, ({ state }) => state === 'soaking')
    const status = accepted(await scene.api('/fleet/freeze', { reason: 'audit' }), fleetStatus)
    expect(status).toMatchObject({ frozen: true, freeze: { reason: 'audit' } })
    expect(status.runningRollouts.filter((rollout) => rollout.id === second.id)).toEqual([
      { id: second.id, sentence: expect.stringMatching(/^Stage 1 of 2 · soaking/), paused: false },
    ])
    const frozen = await scene.becomes(second.id, ({ waits }) => waits[0]?.includes('frozen') === true)
    expect(frozen).toMatchObject({ state: 'between', waits: ['the fleet is frozen: audit'] })
    expect(refused(await scene.api('/fleet/freeze', { reason: 'again' }))).toMatchObject({
      code: 'frozen_already',
    })
    expect(refused(await scene.api('/rollouts', scene.request({ conflict: 'supersede' })))).toMatchObject({
      code: 'fleet_frozen',
    })
    await scene.api('/fleet/lift', { reason: 'done' })
    expect(await scene.becomes(second.id, ({ state }) => state === 'finished')).toMatchObject({
      outcome: 'completed',
    })
    scene.closeAll()
  })

  it('is overridden by an emergency rollback, also while it is paused, and every host proves it', async () => {
    const scene = await sceneOf(3)
    const { id } = await scene.start({ stages: [{ size: 1, soakSeconds: 600 }] })
    await scene.becomes(id, ({ state }) => state === 'soaking')
    await scene.command(id, { command: 'pause', reason: 'lunch' })
    const request = { scope: { kind: 'group', group: scene.group }, target: 'last-good' }
    const plan = accepted(await scene.api('/rollbacks/plan', request), rollbackPlan)
    expect(plan).toMatchObject({
      stops: [{ rollout: id, says: 'Stage 1 of 2 · paused: Ada paused it: lunch' }],
      groups: [{ from: { release: 'go1.22.12' }, to: { release: 'go1.21.13' } }],
    })
    const rollback = accepted(
      await scene.api('/rollbacks', { plan: plan.id, confirm: plan.confirm, reason: 'bad builds' }),
      rollbackView,
    )
    expect(await scene.view(id)).toMatchObject({ state: 'finished', outcome: 'overridden' })
    const done = await eventually(
      async () => accepted(await scene.api(`/rollbacks/${rollback.id}`), rollbackView),
      ({ state }) => state === 'complete',
    )
    expect(done).toMatchObject({ state: 'complete', proved: 3 })
    await scene.everybodyAt('go1.21.13')
    scene.closeAll()
  })
})

describe('a request that makes no sense', () => {
  it.each([
    ['an unknown group', { groups: ['nowhere'] }, 'group_unknown'],
    ['the catch-all group', { groups: ['catch-all'] }, 'group_unmanaged'],
    ['an unknown release', { change: { go: '1.99' } }, 'release_unknown'],
    ['an unknown revision', { change: { revision: 4711 } }, 'revision_unknown'],
    ['what the group has already', { change: { go: '1.21' } }, 'nothing_to_do'],
    ['shrinking stages', { stages: [{ size: 2 }, { size: 1 }] }, 'rollout_refused'],
    ['a gate that is not described', { stages: [{ size: 1, gates: ['smoke'] }] }, 'gate_unknown'],
  ])('is refused with a hint: %s', async (_, over, code) => {
    const scene = await strangers()
    const answer = refused(await scene.api('/rollouts/plan', { ...scene.request(), ...over }))
    expect(answer.code).toBe(code)
    expect(answer.hint).not.toBe('')
  })

  it('is stale when the plan that was seen no longer comes out', async () => {
    const scene = await strangers()
    const answer = refused(await scene.api('/rollouts', { ...scene.request(), hash: 'a'.repeat(64) }))
    expect(answer).toMatchObject({ status: 409, code: 'plan_stale' })
    expect(refused(await scene.api('/rollouts/nothing'))).toMatchObject({
      status: 404,
      code: 'rollout_unknown',
    })
    expect(refused(await scene.api('/rollouts/nothing/hosts'))).toMatchObject({ code: 'rollout_unknown' })
    expect(refused(await scene.api('/rollouts/nothing/commands', { command: 'resume' }))).toMatchObject({
      code: 'rollout_unknown',
    })
  })
})

let shared: RolloutScene | undefined
async function strangers(): Promise<RolloutScene> {
  shared ??= await sceneOf(3)
  return shared
}

/** A window of an hour around a moment, in UTC. */
function windowAround(at: Date) {
  const clock = (ms: number) => new Date(at.getTime() + ms).toISOString().slice(11, 16)
  return { timeZone: 'UTC', days: [1, 2, 3, 4, 5, 6, 7], from: clock(-1_800_000), to: clock(1_800_000) }
}
