import { apiTokenList, auditList, deviceToken, deviceView, hints, startedDevice } from '@goherd/protocol'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { addPerson, call, startTestServer, type TestPerson, type TestServer } from '../testing/index.js'

let server: TestServer
let operator: TestPerson
let viewer: TestPerson
beforeAll(async () => {
  server = await startTestServer({ GOHERD_LIMIT_SIGN_IN: '100000' })
  operator = await addPerson(server, 'operator')
  viewer = await addPerson(server, 'viewer')
})
afterAll(() => server.close())

const begin = async (client = 'ada@build-7') =>
  startedDevice.parse((await call(server.url, 'POST', '/api/device/start', { body: { client } })).json)
const poll = (deviceCode: string) => call(server.url, 'POST', '/api/device/token', { body: { deviceCode } })
const look = (code: string, { cookie } = operator) =>
  call(server.url, 'GET', `/api/device/${code}`, { cookie })
const answer = (code: string, body: unknown, { cookie } = operator) =>
  call(server.url, 'POST', `/api/device/${code}/answer`, { cookie, body })
const approve = (code: string, role = 'viewer', person = operator) =>
  answer(code, { approve: true, role }, person)
const logins = () => server.database.prisma.deviceLogin
/** As though the last poll had been that long ago. */
const patience = () => logins().updateMany({ data: { polledAt: new Date(Date.now() - 5_000) } })

describe('a command line that asks to be let in', () => {
  it('gets a code to show, a page, and how long and how often', async () => {
    const started = await begin()
    expect(started).toMatchObject({
      expiresIn: 600,
      interval: 5,
      verificationUri: `${server.config.publicUrl}/device`,
    })
    expect(started.userCode).toMatch(/^[BCDFGHJKLMNPQRSTVWXZ]{4}-[BCDFGHJKLMNPQRSTVWXZ]{4}$/)
    expect(started.verificationUriComplete).toBe(`${started.verificationUri}?code=${started.userCode}`)
    const rows = await logins().findMany()
    expect(JSON.stringify(rows)).not.toContain(started.deviceCode)
  })

  it('waits, and is told to slow down when it does not', async () => {
    const { deviceCode } = await begin()
    expect(await poll(deviceCode)).toMatchObject({ status: 400, code: 'authorization_pending' })
    expect(await poll(deviceCode)).toMatchObject({ status: 400, code: 'slow_down' })
    await patience()
    expect(await poll(deviceCode)).toMatchObject({ status: 400, code: 'authorization_pending' })
  })

  it('is shown to the person with where it asked from, however the code is typed', async () => {
    const { userCode } = await begin('grace@rack-9')
    for (const typed of [userCode, userCode.toLowerCase(), userCode.replace('-', '')]) {
      expect(deviceView.parse((await look(typed)).json)).toMatchObject({
        ...{ userCode, client: 'grace@rack-9', state: 'pending' },
        address: expect.stringContaining('127.0.0.1'),
      })
    }
  })

  it('gets a token once, named after it, with the role that was chosen, which ends and can be revoked', async () => {
    const { deviceCode, userCode } = await begin('ci@build-8')
    expect(await approve(userCode, 'operator')).toMatchObject({ status: 200, json: { state: 'approved' } })
    const given = await poll(deviceCode)
    expect(given.headers.get('cache-control')).toBe('no-store')
    const { token, name, role, expiresAt } = deviceToken.parse(given.json)
    expect({ name, role }).toEqual({ name: 'ci@build-8', role: 'operator' })
    expect(Date.parse(expiresAt) - Date.now()).toBeGreaterThan(80 * 24 * 3600 * 1000)
    await patience()
    expect(await poll(deviceCode)).toMatchObject({ status: 400, code: 'expired_token' })
    expect(await call(server.url, 'GET', '/api/me', { token })).toMatchObject({
      json: { name: 'operator', role: 'operator', via: 'token' },
    })
    const { cookie } = operator
    const { tokens } = apiTokenList.parse(
      (await call(server.url, 'GET', '/api/access/tokens', { cookie })).json,
    )
    const row = tokens.find((one) => one.name === 'ci@build-8')
    await call(server.url, 'DELETE', `/api/access/tokens/${row?.id}`, { cookie })
    expect(await call(server.url, 'GET', '/api/me', { token })).toMatchObject({ code: 'token_unknown' })
  })

  it('gets one token, however many polls come together', async () => {
    const { deviceCode, userCode } = await begin('many@build-8')
    await approve(userCode)
    const answers = await Promise.all(Array.from({ length: 8 }, () => poll(deviceCode)))
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1)
    expect(await server.database.prisma.apiToken.count({ where: { name: 'many@build-8' } })).toBe(1)
  })

  it('is refused when the person says no', async () => {
    const { deviceCode, userCode } = await begin()
    expect(await answer(userCode, { approve: false })).toMatchObject({
      status: 200,
      json: { state: 'denied' },
    })
    expect(await poll(deviceCode)).toMatchObject({ status: 400, code: 'access_denied' })
  })

  it('is too late after ten minutes, for the person and for itself', async () => {
    const { deviceCode, userCode } = await begin('late@build-8')
    const { createdAt, expiresAt } = await logins().findFirstOrThrow({ where: { client: 'late@build-8' } })
    expect(expiresAt.getTime() - createdAt.getTime()).toBe(600_000)
    await logins().updateMany({ where: { client: 'late@build-8' }, data: { expiresAt: new Date() } })
    expect(await look(userCode)).toMatchObject({ json: { state: 'expired' } })
    expect(await approve(userCode)).toMatchObject({ status: 410, code: 'code_expired' })
    expect(await poll(deviceCode)).toMatchObject({ status: 400, code: 'expired_token' })
  })

  it('is not let in by an approval that it comes for too late', async () => {
    const { deviceCode, userCode } = await begin('tired@build-8')
    await approve(userCode)
    await logins().updateMany({ where: { client: 'tired@build-8' }, data: { expiresAt: new Date() } })
    expect(await poll(deviceCode)).toMatchObject({ status: 400, code: 'expired_token' })
  })
})

describe('refusals', () => {
  it('nobody gives more than they have', async () => {
    const { userCode } = await begin()
    expect(await approve(userCode, 'admin')).toMatchObject({ status: 403, code: 'role_too_small' })
    expect(await approve(userCode, 'operator', viewer)).toMatchObject({ status: 403, code: 'role_too_small' })
    expect(await look(userCode)).toMatchObject({ json: { state: 'pending' } })
    expect(await approve(userCode, 'viewer', viewer)).toMatchObject({ status: 200 })
  })

  it('a code is answered once', async () => {
    const { userCode } = await begin()
    const answers = await Promise.all([approve(userCode), answer(userCode, { approve: false }, viewer)])
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409])
    expect(await approve(userCode)).toMatchObject({ status: 409, code: 'code_answered' })
  })

  it('codes and secrets that nobody was given are not known', async () => {
    expect(await look('BBBB-BBBB')).toMatchObject({ status: 404, code: 'code_unknown' })
    expect(await approve('BBBB-BBBB')).toMatchObject({ status: 404, code: 'code_unknown' })
    expect(await poll('made-up')).toMatchObject({ status: 400, code: 'expired_token' })
  })

  it.each([{}, { approve: true }, { approve: true, role: 'root' }, { approve: 'yes', role: 'viewer' }])(
    'an answer like %j is none',
    async (body) => {
      const { userCode } = await begin()
      expect(await answer(userCode, body)).toMatchObject({ status: 400, code: 'invalid_request' })
    },
  )

  it.each(['', ' ', 'x'.repeat(101)])('a client that calls itself %j may not ask', async (client) => {
    const asked = await call(server.url, 'POST', '/api/device/start', { body: { client } })
    expect(asked).toMatchObject({ status: 400, code: 'invalid_request' })
  })

  it('a person whose role was taken away gives the token no more than they have left', async () => {
    const person = await addPerson(server, 'operator', 'demoted')
    const { deviceCode, userCode } = await begin('demoted@build-8')
    await approve(userCode, 'operator', person)
    await server.database.prisma.user.update({ where: { id: person.id }, data: { role: 'viewer' } })
    const { token } = deviceToken.parse((await poll(deviceCode)).json)
    expect(await call(server.url, 'GET', '/api/me', { token })).toMatchObject({ json: { role: 'viewer' } })
  })

  it('one address may not ask without end', async () => {
    const strict = await startTestServer({ GOHERD_LIMIT_DEVICE: '3' })
    try {
      const ask = () => call(strict.url, 'POST', '/api/device/start', { body: { client: 'a@b' } })
      for (let n = 0; n < 3; n++) expect((await ask()).status).toBe(201)
      expect(await ask()).toMatchObject({ status: 429, code: 'too_many_requests' })
    } finally {
      await strict.close()
    }
  })
})

it('who let what in stands in the audit log', async () => {
  const { deviceCode, userCode } = await begin('audited@build-8')
  await approve(userCode)
  await poll(deviceCode)
  await answer((await begin('audited@build-8')).userCode, { approve: false })
  const asked = await call(server.url, 'GET', '/api/audit?limit=20', { token: server.adminToken })
  const said = auditList
    .parse(asked.json)
    .entries.filter(({ summary }) => summary.includes('audited@build-8'))
  expect(said.map(({ action, actor, outcome }) => ({ action, actor, outcome }))).toEqual(
    ['device.deny', 'token.create', 'device.approve'].map((action) => ({
      ...{ action, actor: operator.email, outcome: 'done' },
    })),
  )
  expect(said[2]?.summary).toMatch(/asked from .*127\.0\.0\.1, as viewer/)
})

it('what is over for a day is forgotten', async () => {
  await begin('forgotten@build-8')
  const old = new Date(Date.now() - 25 * 3600 * 1000)
  await logins().updateMany({ where: { client: 'forgotten@build-8' }, data: { expiresAt: old } })
  await begin()
  expect(await logins().count({ where: { client: 'forgotten@build-8' } })).toBe(0)
})

it('hints are each person’s own; their API tokens have the same', async () => {
  const read = async (how: { cookie?: string; token?: string }) =>
    hints.parse((await call(server.url, 'GET', '/api/me/hints', how)).json).dismissed
  expect(await read({ cookie: viewer.cookie })).toEqual([])
  const body = { dismissed: ['see-drift', 'canary', 'see-drift'] }
  expect(await call(server.url, 'PUT', '/api/me/hints', { cookie: viewer.cookie, body })).toMatchObject({
    json: { dismissed: ['see-drift', 'canary'] },
  })
  expect(await read({ token: viewer.token })).toEqual(['see-drift', 'canary'])
  expect(await read({ cookie: operator.cookie })).toEqual([])
  const wrong = await call(server.url, 'PUT', '/api/me/hints', {
    cookie: viewer.cookie,
    body: { dismissed: [''] },
  })
  expect(wrong).toMatchObject({ status: 400, code: 'invalid_request' })
})
