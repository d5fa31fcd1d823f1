import { type BulkRequest, bulkResult } from '@goherd/protocol'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { accepted } from '../testing/call-api.js'
import { startTestFleet, type TestFleet } from '../testing/fleet-of-tests.js'
import { RolloutScene } from '../testing/rollout-scene.js'

let fleet: TestFleet
beforeAll(async () => {
  fleet = await startTestFleet()
})
afterAll(() => fleet?.close())

async function remove(scene: RolloutScene, ...hosts: string[]): Promise<void> {
  const change = { kind: 'remove', reason: 'scrapped' } as const
  const request: BulkRequest = { hosts: { kind: 'named', names: hosts }, change }
  expect(accepted(await scene.api('/hosts/bulk', request), bulkResult).done).toBe(hosts.length)
}

/** The names of the hosts that are updating once so many are. */
async function updating(scene: RolloutScene, id: string, count: number): Promise<string[]> {
  await scene.becomes(id, ({ counts }) => counts.updating === count)
  const progress = await scene.progressOf(id)
  return Object.keys(progress).filter((name) => progress[name] === 'updating')
}

/** Waits until it asks a person: those whose turn it was are gone, and nothing was proved. */
const asksForAPerson = (scene: RolloutScene, id: string) =>
  scene.becomes(id, ({ pauses }) => pauses.some(({ kind }) => kind === 'nothing-proved'))

it('a rollout whose canary is removed asks a person, and completes without those that are gone', async () => {
  const scene = await RolloutScene.make(fleet.server, 'gone', 4)
  scene.closeAll()
  await scene.connectAll({ 1: 'is-silent', 2: 'is-silent', 3: 'is-silent', 4: 'is-silent' })
  const { id } = await scene.start({ stages: [{ size: 1 }, { size: '100%' }] })
  const [canary = ''] = await updating(scene, id, 1)
  const names = scene.hosts.map((_, n) => `gone-${n + 1}`)
  const [waiting = '', ...stay] = names.filter((name) => name !== canary)
  await remove(scene, canary, waiting)
  expect(await asksForAPerson(scene, id)).toMatchObject({ state: 'updating', counts: { done: 0 } })
  await scene.command(id, { command: 'resume', reason: 'the others will do' })
  for (const name of stay) await scene.reconnect(Number(name.split('-')[1]))
  const finished = await scene.becomes(id, ({ state }) => state === 'finished')
  expect(finished).toMatchObject({ state: 'finished', outcome: 'completed', counts: { done: 2 } })
  scene.closeAll()
})

it('a rollout whose every host is removed asks a person, who ends it', async () => {
  const scene = await RolloutScene.make(fleet.server, 'none', 2)
  scene.closeAll()
  await scene.connectAll({ 1: 'is-silent', 2: 'is-silent' })
  const { id } = await scene.start({ stages: [{ size: '100%' }] })
  await remove(scene, ...(await updating(scene, id, 2)))
  await asksForAPerson(scene, id)
  await scene.command(id, { command: 'abort', hosts: 'keep', reason: 'nobody is left' })
  expect(await scene.becomes(id, ({ state }) => state === 'finished')).toMatchObject({ outcome: 'kept' })
  scene.closeAll()
})

it('a rollout that goes back ends without a host that is removed on the way', async () => {
  const scene = await RolloutScene.make(fleet.server, 'back', 2)
  scene.closeAll()
  await scene.connectAll({ 1: 'is-silent', 2: 'is-silent' })
  const { id } = await scene.start({ stages: [{ size: '100%' }] })
  await updating(scene, id, 2)
  scene.closeAll()
  await scene.command(id, { command: 'abort', hosts: 'revert', reason: 'not today' })
  await remove(scene, 'back-1')
  await scene.reconnect(2)
  const finished = await scene.becomes(id, ({ state }) => state === 'finished')
  expect(finished).toMatchObject({ outcome: 'reverted', counts: { reverted: 1 } })
  scene.closeAll()
})
