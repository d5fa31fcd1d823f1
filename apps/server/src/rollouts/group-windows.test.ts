import { copyFileSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  auditList,
  groupView,
  rollbackPlan,
  rollbackView,
  setDesiredResult,
  type WindowSpec,
} from '@goherd/protocol'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createLogger } from '../base/logging/index.js'
import { startServer } from '../start-server.js'
import { call } from '../testing/call.js'
import { accepted, callApi, refused } from '../testing/call-api.js'
import { startTestFleet, type TestFleet } from '../testing/fleet-of-tests.js'
import { RolloutScene } from '../testing/rollout-scene.js'

let fleet: TestFleet
beforeAll(async () => {
  fleet = await startTestFleet()
})
afterAll(() => fleet?.close())

const api = (path: string, body?: unknown) => callApi(fleet.server, path, body)
const viewOf = async (group: string) => accepted(await api(`/groups/${group}`), groupView)

async function putWindows(group: string, windows: unknown, base = fleet.server.url) {
  const token = fleet.server.adminToken
  const { status, json } = await call(base, 'PUT', `/api/groups/${group}/windows`, {
    token,
    body: { windows },
  })
  return { status, body: json }
}

/** A window of an hour in whose middle a moment is, so many hours from now. */
function windowIn(hours: number): WindowSpec {
  const at = Date.now() + hours * 3_600_000
  const clock = (ms: number) => new Date(at + ms).toISOString().slice(11, 16)
  return { timeZone: 'UTC', days: [1, 2, 3, 4, 5, 6, 7], from: clock(-1_800_000), to: clock(1_800_000) }
}

let turn = 0
const sceneOf = (hosts: number) => {
  turn += 1
  return RolloutScene.make(fleet.server, `gw${turn}`, hosts)
}

describe('windows of a group', () => {
  it('hold back the stages of its rollouts, and what is waiting goes on when they change', async () => {
    const scene = await sceneOf(2)
    const closed = windowIn(12)
    expect(accepted(await putWindows(scene.group, [closed]), groupView).windows).toEqual([closed])
    const plan = await scene.plan({})
    expect(plan.warnings).toContain(
      `stages start only in the windows of ${scene.group}: daily ${closed.from}-${closed.to} UTC`,
    )
    const { id } = await scene.start({ stages: [{ size: 1 }] })
    const waiting = await scene.becomes(id, ({ waits }) => waits.length > 0)
    expect(waiting).toMatchObject({
      state: 'scheduled',
      waits: [expect.stringMatching(/^the next window opens at /)],
      wakeAt: expect.any(String),
    })
    accepted(await putWindows(scene.group, []), groupView)
    expect(await scene.becomes(id, ({ state }) => state === 'finished')).toMatchObject({
      outcome: 'completed',
      counts: { done: 2 },
    })
    const { entries } = accepted(await api(`/audit?target=group:${scene.group}`), auditList)
    const said = entries.filter(({ action }) => action === 'group.windows').map(({ summary }) => summary)
    expect(said).toEqual([
      `stages of rollouts start in ${scene.group}: at any time`,
      `stages of rollouts start in ${scene.group}: daily ${closed.from}-${closed.to} UTC`,
    ])
    scene.closeAll()
  })

  it('and those of the rollout have to be open both', async () => {
    const scene = await sceneOf(1)
    await putWindows(scene.group, [windowIn(0)])
    const later = await scene.start({ windows: [windowIn(3)] })
    const waiting = await scene.becomes(later.id, ({ waits }) => waits.length > 0)
    expect(waiting).toMatchObject({ waits: ['no moment is inside all of its windows'], wakeAt: null })
    await scene.command(later.id, { command: 'abort', hosts: 'keep', reason: 'never' })
    const now = await scene.start({ windows: [windowIn(0)] })
    await scene.becomes(now.id, ({ state }) => state === 'finished')
    scene.closeAll()
  })

  it('never hold back a rollback, nor a change by hand, which says that it did not wait', async () => {
    const scene = await sceneOf(1)
    await putWindows(scene.group, [windowIn(12)])
    const set = accepted(await api(`/groups/${scene.group}/desired`, { go: '1.22' }), setDesiredResult)
    expect(set.warnings).toContainEqual(
      expect.stringMatching(
        new RegExp(`^the windows of ${scene.group} are closed until 20.*Z: a change at once does not wait`),
      ),
    )
    await scene.everybodyAt('go1.22.12')
    const request = { scope: { kind: 'group', group: scene.group }, target: 'last-good' }
    const plan = accepted(await api('/rollbacks/plan', request), rollbackPlan)
    accepted(await api('/rollbacks', { plan: plan.id, confirm: plan.confirm, reason: 'bad' }), rollbackView)
    await scene.everybodyAt('go1.21.13')
    scene.closeAll()
  })

  it('that another server is told of wake the rollouts of this one', async () => {
    const scene = await sceneOf(1)
    const { config } = fleet.server
    const dataDir = mkdtempSync(join(tmpdir(), 'goherd-other-'))
    copyFileSync(join(config.dataDir, 'signing-key.pem'), join(dataDir, 'signing-key.pem'))
    const quiet = createLogger('silent')
    const other = await startServer({ ...config, dataDir, port: 0, publicUrl: 'http://127.0.0.1:0' }, quiet)
    try {
      await putWindows(scene.group, [windowIn(12)])
      const { id } = await scene.start({})
      await scene.becomes(id, ({ waits }) => waits.length > 0)
      accepted(await putWindows(scene.group, [], other.url), groupView)
      await scene.becomes(id, ({ state }) => state === 'finished')
    } finally {
      await other.stop()
      rmSync(dataDir, { recursive: true, force: true })
    }
    scene.closeAll()
  })

  it.each([
    ['of a zone that is none', { timeZone: 'Mars/Base' }, 'window_refused', 400],
    ['of no length', { from: '10:00', to: '10:00' }, 'window_refused', 400],
    ['without days', { days: [] }, 'invalid_request', 400],
    ['at an hour that is none', { from: '25:00' }, 'invalid_request', 400],
  ])('%s are refused, and those before stay', async (_, over, code, status) => {
    turn += 1
    const group = `gw-bad-${turn}`
    accepted(await api('/groups', { name: group }), groupView)
    const kept = windowIn(1)
    await putWindows(group, [kept])
    expect(refused(await putWindows(group, [kept, { ...kept, ...over }]))).toMatchObject({ code, status })
    expect((await viewOf(group)).windows).toEqual([kept])
  })

  it('are not for the catch-all group, nor for one that there is not', async () => {
    expect(refused(await putWindows('catch-all', []))).toMatchObject({ code: 'group_unmanaged' })
    expect(refused(await putWindows('nowhere', []))).toMatchObject({ code: 'group_unknown' })
  })
})
