import { cpSync, mkdirSync } from 'node:fs'
import {
  auditList,
  deliveryList,
  deliveryView,
  webhookBody,
  webhookCreated,
  webhookList,
} from '@goherd/protocol'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { createLogger } from '../base/logging/index.js'
import { startServer } from '../start-server.js'
import { call } from '../testing/call.js'
import { accepted, callApi, refused } from '../testing/call-api.js'
import { startTestServer, type TestServer } from '../testing/start-test-server.js'
import { eventually } from '../testing/test-agent.js'
import { isSignedWith, startReceiver, type WebhookReceiver } from '../testing/webhook-receiver.js'
import { Announcer } from './index.js'

let server: TestServer
let receiver: WebhookReceiver
let turn = 0
let name = ''

beforeAll(async () => {
  server = await startTestServer()
  receiver = await startReceiver()
})
afterAll(async () => {
  await receiver?.close()
  await server?.close()
})
/** For each test a name of its own, and nothing else that listens. */
beforeEach(async () => {
  turn += 1
  name = `hook${turn}`
  receiver.calls.length = 0
  receiver.answer = () => ({ status: 204 })
  await server.database.prisma.webhook.deleteMany()
})

const api = (path: string, body?: unknown) => callApi(server, path, body)
const create = async (wanted: object = {}) =>
  accepted(await api('/webhooks', { name, url: `${receiver.url}/in`, ...wanted }), webhookCreated)
const deliveries = async (from: Pick<TestServer, 'url' | 'adminToken'> = server) =>
  accepted(await callApi(from, `/webhooks/${name}/deliveries`), deliveryList).deliveries
const calls = (count: number) =>
  eventually(
    async () => receiver.calls,
    ({ length }) => length >= count,
  )
const settled = (state: string) => eventually(deliveries, ([newest]) => newest?.state === state)

function announce(
  says = 'go1.23.5 is recalled',
  type: 'release.recalled' | 'fleet.frozen' = 'release.recalled',
) {
  return server.database.transaction((tx) =>
    server.app.get(Announcer).announce(tx, { type, id: 'go1.23.5', says, actor: 'Ada', details: { n: 1 } }),
  )
}

/** Makes the job of the newest delivery due, as if its waiting time were over. */
async function passTime(attempts?: number): Promise<void> {
  await server.database.pool.query(
    `UPDATE graphile_worker._private_jobs SET run_at = now(), attempts = coalesce($1, attempts) WHERE locked_at IS NULL`,
    [attempts ?? null],
  )
  await server.database.pool.query(`SELECT pg_notify('jobs:insert', '{"count":4}')`)
}

describe('a delivery', () => {
  it('is signed so that a receiver with the secret can check it', async () => {
    const { secret, webhook } = await create()
    expect(secret).toMatch(/^whsec_/)
    expect(webhook).toMatchObject({ name, events: [], format: 'json', createdBy: 'Ada', last: null })
    await announce()
    const [first] = await calls(1)
    if (!first) throw new Error('nothing came')
    expect(await isSignedWith(secret, first)).toBe(true)
    expect(await isSignedWith(secret, { ...first, body: first.body.replace('1.23.5', '1.23.6') })).toBe(false)
    expect(Math.abs(Number(first.headers['webhook-timestamp']) - first.at)).toBeLessThan(5)
    expect(first).toMatchObject({ path: '/in', headers: { 'content-type': 'application/json' } })
    expect(webhookBody.parse(JSON.parse(first.body))).toMatchObject({
      type: 'release.recalled',
      data: {
        ...{ id: 'go1.23.5', says: 'go1.23.5 is recalled', actor: 'Ada', details: { n: 1 } },
        url: `${server.config.publicUrl}/releases`,
      },
    })
    const [logged] = await settled('delivered')
    expect(logged).toMatchObject({
      attempts: 1,
      status: 204,
      says: 'answered 204',
      nextAt: null,
      webhook: name,
    })
    expect(first.headers['webhook-id']).toBe(logged?.id)
    const { webhooks } = accepted(await api('/webhooks'), webhookList)
    expect(webhooks).toMatchObject([{ name, last: { ok: true, says: 'answered 204' } }])
    expect(JSON.stringify(webhooks)).not.toContain('whsec_')
  })

  it('goes to those who want to hear of it, in the form they want', async () => {
    await create({ events: ['fleet.frozen'] })
    await accepted(
      await api('/webhooks', { name: 'chat', url: `${receiver.url}/chat`, format: 'slack' }),
      webhookCreated,
    )
    await announce()
    await announce('The fleet is frozen by Ada', 'fleet.frozen')
    await calls(3)
    const came = receiver.calls.map(({ path, body }) => `${path} ${body.includes('"blocks"')}`)
    expect(came.sort()).toEqual(['/chat true', '/chat true', '/in false'])
    const chat = receiver.calls.find(({ path }) => path === '/chat')
    expect(JSON.parse(chat?.body ?? '')).toMatchObject({ text: expect.stringMatching(/recalled|frozen/) })
  })

  it('is not made of what was rolled back', async () => {
    await create()
    const failing = server.database.transaction(async (tx) => {
      await server.app.get(Announcer).announce(tx, {
        ...{ type: 'fleet.frozen', id: 'fleet', says: 'no', actor: null, details: {} },
      })
      throw new Error('changed its mind')
    })
    await expect(failing).rejects.toThrow('changed its mind')
    await announce('the one that happened')
    await calls(1)
    expect(receiver.calls.map(({ body }) => JSON.parse(body).data.says)).toEqual(['the one that happened'])
    expect(await deliveries()).toHaveLength(1)
  })

  it('is tried again with growing waits until it is taken, under the same id', async () => {
    const { secret } = await create()
    receiver.answer = (_, count) => ({ status: count < 3 ? 503 : 200, body: count < 3 ? 'busy' : 'ok' })
    await announce()
    const [waiting] = await eventually(deliveries, ([newest]) => newest?.attempts === 1)
    expect(waiting).toMatchObject({ state: 'waiting', status: 503, says: 'answered 503: busy' })
    const wait = Date.parse(waiting?.nextAt ?? '') - Date.now()
    expect(wait).toBeGreaterThan(500)
    expect(wait).toBeLessThan(3_000)
    await passTime()
    const [again] = await eventually(deliveries, ([newest]) => newest?.attempts === 2)
    expect(Date.parse(again?.nextAt ?? '') - Date.now()).toBeGreaterThan(wait)
    await passTime()
    expect(await settled('delivered')).toMatchObject([{ attempts: 3, status: 200, says: 'answered 200: ok' }])
    expect(new Set(receiver.calls.map(({ headers }) => headers['webhook-id'])).size).toBe(1)
    for (const each of receiver.calls) expect(await isSignedWith(secret, each)).toBe(true)
  })

  it('is given up after the twelfth attempt, and can be made again by hand', async () => {
    await create()
    receiver.answer = () => ({ status: 500 })
    await announce()
    await eventually(deliveries, ([newest]) => newest?.attempts === 1)
    await passTime(11)
    const [failed] = await settled('failed')
    expect(failed).toMatchObject({ status: 500, says: 'answered 500; given up', nextAt: null })
    receiver.answer = () => ({ status: 200 })
    const again = await api(`/webhooks/${name}/deliveries/${failed?.id}/redeliver`, {})
    expect(accepted(again, deliveryView)).toMatchObject({ id: failed?.id, event: 'release.recalled' })
    expect(await settled('delivered')).toMatchObject([{ id: failed?.id, attempts: 3 }])
    expect(receiver.calls.at(-1)?.headers['webhook-id']).toBe(failed?.id)
  })

  it('follows no redirect, and reads no more of an answer than its beginning', async () => {
    await create()
    receiver.answer = ({ path }) =>
      path === '/in' ? { status: 302, headers: { location: `${receiver.url}/elsewhere` } } : { status: 200 }
    await announce()
    expect(await eventually(deliveries, ([newest]) => newest?.attempts === 1)).toMatchObject([
      { status: 302 },
    ])
    receiver.answer = () => ({ status: 200, body: 'x'.repeat(5_000_000) })
    await passTime()
    const [taken] = await settled('delivered')
    expect(taken?.says).toBe(`answered 200: ${'x'.repeat(200)}`)
    expect(receiver.calls.map(({ path }) => path)).toEqual(['/in', '/in'])
  })

  it('says why nobody answered', async () => {
    await create({ url: 'http://127.0.0.1:1/nobody' })
    await announce()
    const [failing] = await eventually(deliveries, ([newest]) => newest?.attempts === 1)
    expect(failing).toMatchObject({
      state: 'waiting',
      status: null,
      says: expect.stringContaining('ECONNREFUSED'),
    })
  })
})

it('deliveries go on after the database dropped every connection', async () => {
  await create()
  await server.database.pool.query(
    `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
      WHERE datname = current_database() AND pid <> pg_backend_pid()`,
  )
  await eventually(
    () =>
      announce('after the loss').then(
        () => true,
        () => false,
      ),
    (done) => done,
  )
  await calls(1)
  expect(JSON.parse(receiver.calls[0]?.body ?? '')).toMatchObject({ data: { says: 'after the loss' } })
  await settled('delivered')
})

describe('webhooks', () => {
  it('are refused where nothing is ever sent, twice by one name, and without a proper address', async () => {
    const wrong = { name, url: 'http://169.254.169.254/latest' }
    expect(refused(await api('/webhooks', wrong))).toMatchObject({
      status: 400,
      code: 'webhook_address_refused',
    })
    expect(refused(await api('/webhooks', { name, url: 'file:///etc/passwd' })).status).toBe(400)
    expect(refused(await api('/webhooks', { name, url: receiver.url, events: ['tea'] })).status).toBe(400)
    await create()
    expect(refused(await api('/webhooks', { name, url: receiver.url }))).toMatchObject({
      status: 409,
      code: 'webhook_exists',
    })
    expect(refused(await api('/webhooks/nobody/deliveries'))).toMatchObject({ code: 'webhook_unknown' })
    expect(refused(await api(`/webhooks/${name}/deliveries/x/redeliver`, {}))).toMatchObject({
      status: 404,
      code: 'delivery_unknown',
    })
  })

  it('are tested on demand and removed, which the audit log knows without their paths', async () => {
    await create({ events: ['drill.finished'] })
    const tested = accepted(await api(`/webhooks/${name}/test`, {}), deliveryView)
    expect(tested).toMatchObject({ event: 'drill.finished', state: 'waiting', webhook: name })
    const [first] = await calls(1)
    expect(JSON.parse(first?.body ?? '')).toMatchObject({ data: { id: 'test', details: { test: true } } })
    const removed = await call(server.url, 'DELETE', `/api/webhooks/${name}`, { token: server.adminToken })
    expect(removed.json).toEqual({ webhooks: [] })
    const { entries } = accepted(await api(`/audit?target=webhook:${name}`), auditList)
    expect(entries.map(({ action }) => action)).toEqual(['webhook.remove', 'webhook.test', 'webhook.create'])
    expect(JSON.stringify(entries)).not.toContain('/in')
    await announce()
    expect(await server.database.prisma.webhookDelivery.count()).toBe(0)
  })

  it('forget deliveries after thirty days', async () => {
    await create()
    await announce('old')
    await calls(1)
    await settled('delivered')
    const old = new Date(Date.now() - 31 * 86_400_000)
    await server.database.prisma.webhookDelivery.updateMany({ data: { at: old } })
    await announce('new')
    await calls(2)
    await server.database.pool.query(`SELECT graphile_worker.add_job('remove-old-deliveries')`)
    const left = await eventually(deliveries, ({ length }) => length === 1)
    expect(left).toMatchObject([{ payload: { data: { says: 'new' } } }])
  })
})

describe('servers that share a database', () => {
  it('lose nothing when one dies in the middle of a delivery, and make each delivery once', async () => {
    await create()
    // A job that a dead server has locked, as its last act left it.
    receiver.answer = () => ({ status: 500 })
    await announce('of the dead')
    await eventually(deliveries, ([newest]) => newest?.attempts === 1)
    await server.database.pool.query(
      `UPDATE graphile_worker._private_jobs SET locked_by = 'pool-of-the-dead', locked_at = now() - interval '2 minutes'`,
    )
    receiver.answer = () => ({ status: 200 })
    const second = await startSecond()
    try {
      await passTime()
      expect(await settled('delivered')).toMatchObject([{ attempts: 2 }])
      receiver.calls.length = 0
      await Promise.all(Array.from({ length: 40 }, (_, n) => announce(`number ${n}`)))
      await calls(40)
      await eventually(deliveries, (all) => all.every(({ state }) => state === 'delivered'))
      const said = receiver.calls.map(({ body }) => JSON.parse(body).data.says)
      expect(new Set(said).size).toBe(40)
      expect(said).toHaveLength(40)
    } finally {
      await second.stop()
    }
  })
})

/** Another server on the same database, with the same signing key. */
async function startSecond() {
  const dataDir = `${server.dataDir}/second`
  mkdirSync(dataDir)
  cpSync(`${server.dataDir}/signing-key.pem`, `${dataDir}/signing-key.pem`)
  const config = { ...server.config, port: 0, publicUrl: 'http://127.0.0.1:0', dataDir }
  return startServer(config, createLogger('silent'))
}
