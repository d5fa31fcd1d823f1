import {
  auditList,
  deliveryList,
  recallList,
  recallView,
  releaseList,
  setDesiredResult,
  webhookBody,
  webhookCreated,
} from '@goherd/protocol'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { accepted, callApi, refused } from '../testing/call-api.js'
import { makeGroup, setGroup, startTestFleet, type TestFleet } from '../testing/fleet-of-tests.js'
import { enrollHosts, eventually, observedAt, TestAgent } from '../testing/test-agent.js'
import { RecallReader, Recalls } from './index.js'

let fleet: TestFleet
beforeAll(async () => {
  fleet = await startTestFleet()
})
afterAll(() => fleet?.close())
afterEach(async () => {
  await fleet.server.database.prisma.recall.deleteMany()
})

const api = (path: string, body?: unknown) => callApi(fleet.server, path, body)
const recall = async (release: string, body: object = { reason: 'breaks cgo' }) =>
  accepted(await api(`/releases/${release}/recall`, body), recallView)
const recalls = async () => accepted(await api('/recalls'), recallList).recalls
const desired = (group: string, go: string | undefined, more: object = {}) =>
  api(`/groups/${group}/desired`, { go, reason: 'test', ...more })

describe('a recalled release', () => {
  it('is where no group goes until the recall is lifted', async () => {
    await makeGroup(fleet.server, 'stays-off')
    const made = await recall('go1.23.5')
    expect(made).toMatchObject({ release: 'go1.23.5', reason: 'breaks cgo', by: 'Ada', expiresAt: null })
    expect(made.digests).toHaveLength(2)
    expect(await recalls()).toEqual([made])
    const refusal = refused(await desired('stays-off', 'go1.23.5'))
    expect(refusal).toMatchObject({ status: 409, code: 'release_recalled' })
    expect(refusal.message).toContain('breaks cgo')
    expect(refusal.hint).toContain('goherd releases lift go1.23.5')
    expect(refused(await desired('stays-off', '1.23')).code).toBe('release_recalled')
    const lifted = await api('/releases/go1.23.5/recall/lift', { reason: 'it was the compiler flag' })
    expect(accepted(lifted, recallView)).toEqual(made)
    expect(accepted(await desired('stays-off', '1.23'), setDesiredResult).release).toBe('go1.23.5')
    expect(await recalls()).toEqual([])
    const { entries } = accepted(await api('/audit?target=release:go1.23.5'), auditList)
    expect(entries.map(({ action, reason }) => `${action}: ${reason}`)).toEqual([
      'release.lift: it was the compiler flag',
      'release.recall: breaks cgo',
    ])
  })

  it('stays where it is, and its groups may change their settings', async () => {
    await makeGroup(fleet.server, 'has-it')
    await setGroup(fleet.server, 'has-it', 'go1.23.5')
    await recall('go1.23.5')
    const changed = await desired('has-it', undefined, { settings: { GOTOOLCHAIN: 'local' } })
    expect(accepted(changed, setDesiredResult)).toMatchObject({ release: 'go1.23.5', unchanged: false })
    await setGroup(fleet.server, 'has-it', 'go1.22.12')
    expect(refused(await desired('has-it', 'go1.23.5')).code).toBe('release_recalled')
  })

  it('is shown with its recall in the list of releases', async () => {
    const made = await recall('go1.22.12')
    const { releases } = accepted(await api('/releases'), releaseList)
    const shown = Object.fromEntries(releases.map((one) => [one.release, one.recall]))
    expect(shown).toEqual({ 'go1.21.13': null, 'go1.22.12': made, 'go1.23.5': null })
  })

  it('is recalled under every name that has its bytes', async () => {
    const { prisma } = fleet.server.database
    const original = await prisma.releaseArchive.findFirstOrThrow({ where: { release: 'go1.23.5' } })
    await prisma.release.create({ data: { name: 'go1.23.6', stable: true, position: 0 } })
    const again = { release: 'go1.23.6', filename: 'go1.23.6.linux-amd64.tar.gz' }
    await prisma.releaseArchive.create({ data: { ...original, ...again } })
    try {
      await makeGroup(fleet.server, 'other-name')
      await recall('go1.23.5')
      expect(refused(await desired('other-name', 'go1.23.6'))).toMatchObject({
        code: 'release_recalled',
        message: expect.stringContaining('under the name go1.23.5'),
        hint: expect.stringContaining('goherd releases lift go1.23.5'),
      })
      expect(await recalls()).toHaveLength(1)
      const lifted = await api('/releases/go1.23.6/recall/lift', {})
      expect(accepted(lifted, recallView).release).toBe('go1.23.5')
    } finally {
      await prisma.release.delete({ where: { name: 'go1.23.6' } })
    }
  })

  it('is not what a host goes back to by hand', async () => {
    await makeGroup(fleet.server, 'by-hand')
    const [host] = await enrollHosts(fleet.server, 'by-hand', ['by-hand-1'])
    await setGroup(fleet.server, 'by-hand', '1.22')
    if (!host) throw new Error('there is a host')
    const agent = await TestAgent.connect(fleet.server, host)
    const observed = observedAt({ release: 'go1.22.12', settings: {} })
    const snapshot = { id: 's1', parent: null, takenAt: new Date().toISOString(), release: 'go1.21.13' }
    const before = { ...snapshot, settings: {}, treeDigest: null, reason: 'before a change' }
    await agent.report({ ...agent.there(), observed: { ...observed, snapshots: [before] } })
    await recall('go1.21.13')
    const restore = () => api('/hosts/by-hand-1/rollback', { snapshot: 's1', reason: 'test' })
    expect(refused(await restore())).toMatchObject({ status: 409, code: 'release_recalled' })
    await api('/releases/go1.21.13/recall/lift', {})
    expect((await restore()).status).toBeLessThan(300)
    agent.close()
  })
})

describe('a recall', () => {
  it('ends by itself when its time has come, and tells who waits for that', async () => {
    await makeGroup(fleet.server, 'waits')
    const told: number[] = []
    fleet.server.app.get(Recalls).onChanged(() => {
      told.push(Date.now())
    })
    const expiresAt = new Date(Date.now() + 5000).toISOString()
    await recall('go1.23.5', { reason: 'for now', expiresAt })
    expect(refused(await desired('waits', '1.23')).message).toContain(`until ${expiresAt}`)
    await eventually(
      async () => told.some((at) => at >= Date.parse(expiresAt)),
      (ended) => ended,
    )
    expect((await fleet.server.app.get(RecallReader).active()).size).toBe(0)
    expect((await desired('waits', '1.23')).status).toBe(200)
  })

  it('replaces the one before, and is heard of by webhooks', async () => {
    const hook = { name: 'recalls', url: 'http://127.0.0.1:1/', events: ['release.recalled'] }
    accepted(await api('/webhooks', hook), webhookCreated)
    await recall('go1.22.12', { reason: 'first', expiresAt: new Date(Date.now() + 60_000).toISOString() })
    await recall('go1.22.12', { reason: 'second' })
    expect(await recalls()).toMatchObject([{ reason: 'second', expiresAt: null }])
    const { deliveries } = accepted(await api('/webhooks/recalls/deliveries'), deliveryList)
    const said = deliveries.map(({ payload }) => webhookBody.parse(payload).data)
    expect(said.map(({ details }) => details.reason).sort()).toEqual(['first', 'second'])
    expect(said[0]).toMatchObject({
      id: 'go1.22.12',
      actor: 'Ada',
      says: expect.stringContaining('is recalled'),
    })
  })

  it('is refused for what nobody knows, for a time that is over, and without a reason', async () => {
    const wrong = (release: string, body: object) => api(`/releases/${release}/recall`, body)
    expect(refused(await wrong('go1.99.9', { reason: 'x' }))).toMatchObject({
      status: 404,
      code: 'release_unknown',
    })
    const over = { reason: 'x', expiresAt: '2020-01-01T00:00:00.000Z' }
    expect(refused(await wrong('go1.22.12', over))).toMatchObject({ status: 400, code: 'expiry_past' })
    expect(refused(await wrong('go1.22.12', { reason: ' ' })).status).toBe(400)
    expect(refused(await wrong('latest', { reason: 'x' })).status).toBe(400)
    expect(refused(await api('/releases/go1.22.12/recall/lift', {}))).toMatchObject({
      status: 409,
      code: 'release_not_recalled',
    })
    expect(await recalls()).toEqual([])
  })
})
