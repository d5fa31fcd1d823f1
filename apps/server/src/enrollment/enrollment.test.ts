import { generateKeyPairSync, sign } from 'node:crypto'
import { createdEnrollmentToken, enrollAnswer, enrollmentTokenList, enrollText } from '@goherd/protocol'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { AssignmentSigner, GroupReader } from '../groups/index.js'
import { call, startTestServer, type TestServer } from '../testing/index.js'
import { type EnrolledHost, Enrollments } from './index.js'

let server: TestServer
let catchAll: string
beforeAll(async () => {
  server = await startTestServer({ GOHERD_LIMIT_ENROLL: '100000' })
  await call(server.url, 'POST', '/api/groups', { token: server.adminToken, body: { name: 'build' } })
  catchAll = (await server.app.get(GroupReader).catchAll()).name
})
afterAll(() => server.close())

const facts = {
  hostname: 'machine',
  platform: 'linux/amd64',
  root: '/opt/goherd',
  agentVersion: '0.1.0',
  nodeVersion: '20.20.0',
}

async function makeToken(body: object = {}) {
  const answer = await call(server.url, 'POST', '/api/enrollment/tokens', {
    token: server.adminToken,
    body: { group: 'build', ...body },
  })
  return createdEnrollmentToken.parse(answer.json)
}

/** A machine with a key of its own. */
function machine(name: string, type: 'ed25519' | 'ed448' = 'ed25519') {
  const { privateKey, publicKey } =
    type === 'ed25519' ? generateKeyPairSync('ed25519') : generateKeyPairSync('ed448')
  const spki = publicKey.export({ type: 'spki', format: 'der' }).toString('base64')
  return {
    name,
    request: (token: string, changes: object = {}) => ({
      token,
      name,
      publicKey: spki,
      signature: sign(null, Buffer.from(enrollText({ token, name })), privateKey).toString('base64url'),
      facts,
      ...changes,
    }),
  }
}
const enroll = (body: unknown) => call(server.url, 'POST', '/api/enroll', { body })

describe('enrolling', () => {
  it('makes a host in the token’s group that pins the server’s signing key', async () => {
    const heard: EnrolledHost[] = []
    const stop = server.app.get(Enrollments).onEnrolled((host) => heard.push(host))
    const { token } = await makeToken()
    const answer = await enroll(machine('ci-1').request(token, { labels: { rack: 'a' } }))
    expect(answer.status).toBe(200)
    const host = enrollAnswer.parse(answer.json)
    const signer = server.app.get(AssignmentSigner)
    expect(host).toMatchObject({
      name: 'ci-1',
      group: 'build',
      signingKey: signer.publicKey(),
      keyId: signer.keyId(),
    })
    const row = await server.database.prisma.host.findUnique({
      where: { id: host.hostId },
      include: { status: true },
    })
    expect(row).toMatchObject({
      platform: 'linux/amd64',
      labels: { rack: 'a' },
      status: { seq: 0, online: false },
    })
    expect(heard).toEqual([
      { hostId: host.hostId, name: 'ci-1', group: 'build', groupId: host.groupId, platform: 'linux/amd64' },
    ])
    stop()
  })

  it('again with the same token, name and key gives the same host, and takes no other use', async () => {
    const { token, id } = await makeToken()
    const one = machine('retry')
    const [first, again] = [await enroll(one.request(token)), await enroll(one.request(token))]
    expect(again).toMatchObject({ status: 200, json: first.json })
    const row = await server.database.prisma.enrollmentToken.findUniqueOrThrow({ where: { id } })
    expect(row.used).toBe(1)
    const fresh = await makeToken()
    expect((await enroll(one.request(fresh.token))).json).toEqual(first.json)
    await call(server.url, 'DELETE', `/api/enrollment/tokens/${id}`, { token: server.adminToken })
    expect(await enroll(one.request(token))).toMatchObject({ status: 410, code: 'token_revoked' })
  })

  it('into the catch-all group is possible', async () => {
    const { token } = await makeToken({ group: catchAll })
    expect((await enroll(machine('loose').request(token))).json).toMatchObject({ group: catchAll })
  })

  it('of twenty machines with a one-use token together lets exactly one in', async () => {
    const { token, id } = await makeToken()
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, n) => enroll(machine(`race-${n}`).request(token))),
    )
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1)
    expect(new Set(answers.filter(({ status }) => status !== 200).map(({ code }) => code))).toEqual(
      new Set(['token_used_up']),
    )
    expect(await server.database.prisma.host.count({ where: { name: { startsWith: 'race-' } } })).toBe(1)
    expect((await server.database.prisma.enrollmentToken.findUniqueOrThrow({ where: { id } })).used).toBe(1)
  })

  it('of ten machines with the same name together lets one in, and takes one use', async () => {
    const { token, id } = await makeToken({ uses: 10 })
    const answers = await Promise.all(
      Array.from({ length: 10 }, () => enroll(machine('twin').request(token))),
    )
    expect(answers.map(({ code }) => code ?? 'in').sort()).toEqual([
      ...Array(9).fill('host_name_taken'),
      'in',
    ])
    expect((await server.database.prisma.enrollmentToken.findUniqueOrThrow({ where: { id } })).used).toBe(1)
  })
})

describe('enrollment is refused', () => {
  it('with a taken name, a copied key, or in another group than before', async () => {
    const { token } = await makeToken({ uses: 10 })
    const one = machine('taken')
    await enroll(one.request(token))
    expect(await enroll(machine('taken').request(token))).toMatchObject({
      status: 409,
      code: 'host_name_taken',
    })
    const text = enrollText({ token, name: 'taken' })
    expect(text).toContain('taken')
    const copy = { ...one, name: 'copy' }
    expect(await enroll({ ...copy.request(token), name: 'copy' })).toMatchObject({ code: 'bad_signature' })
    const elsewhere = await makeToken({ group: catchAll })
    expect(await enroll(one.request(elsewhere.token))).toMatchObject({
      status: 409,
      code: 'host_enrolled_elsewhere',
    })
  })

  it('for a second name with the same key', async () => {
    const { token } = await makeToken({ uses: 10 })
    const keys = generateKeyPairSync('ed25519')
    const publicKey = keys.publicKey.export({ type: 'spki', format: 'der' }).toString('base64')
    const as = (name: string) => ({
      token,
      name,
      publicKey,
      signature: sign(null, Buffer.from(enrollText({ token, name })), keys.privateKey).toString('base64url'),
      facts,
    })
    expect((await enroll(as('original'))).status).toBe(200)
    expect(await enroll(as('clone'))).toMatchObject({ status: 409, code: 'host_key_taken' })
  })

  it('with each kind of bad token, each with its own code', async () => {
    const expired = await makeToken({ ttlSeconds: 60 })
    await server.database.prisma.enrollmentToken.update({
      where: { id: expired.id },
      data: { expiresAt: new Date() },
    })
    const revoked = await makeToken()
    const answer = await call(server.url, 'DELETE', `/api/enrollment/tokens/${revoked.id}`, {
      token: server.adminToken,
    })
    expect(answer.json).toMatchObject({ state: 'revoked' })
    const used = await makeToken()
    await enroll(machine('first').request(used.token))
    const cases = [
      ['ghe_not-of-this-server', 401, 'token_unknown'],
      [server.adminToken, 401, 'token_unknown'],
      [expired.token, 410, 'token_expired'],
      [revoked.token, 410, 'token_revoked'],
      [used.token, 410, 'token_used_up'],
    ] as const
    for (const [token, status, code] of cases) {
      expect(await enroll(machine('late').request(token)), code).toMatchObject({ status, code })
    }
    expect(await server.database.prisma.host.count({ where: { name: 'late' } })).toBe(0)
  })

  it('with a signature over anything else, or a key that is none of ours', async () => {
    const { token, id } = await makeToken()
    const one = machine('forged')
    const other = machine('forged')
    expect(await enroll(one.request(token, { signature: other.request(token).signature }))).toMatchObject({
      status: 401,
      code: 'bad_signature',
    })
    expect(await enroll(one.request(token, { name: 'renamed' }))).toMatchObject({ code: 'bad_signature' })
    expect(await enroll(one.request(token, { signature: '' }))).toMatchObject({ code: 'bad_signature' })
    for (const publicKey of ['', 'AAAA', machine('x', 'ed448').request(token).publicKey]) {
      expect(await enroll(one.request(token, { publicKey })), publicKey).toMatchObject({
        status: 400,
        code: 'bad_key',
      })
    }
    expect((await server.database.prisma.enrollmentToken.findUniqueOrThrow({ where: { id } })).used).toBe(0)
  })

  it('and each refusal is in the audit log without the token', async () => {
    await enroll(machine('watched').request('ghe_secret-of-somebody'))
    const { text } = await call(server.url, 'GET', '/api/audit?target=host:watched', {
      token: server.adminToken,
    })
    expect(text).toContain('token_unknown')
    expect(text).not.toContain('ghe_secret')
  })
})

describe('enrollment tokens', () => {
  it('need a group that exists', async () => {
    const answer = await call(server.url, 'POST', '/api/enrollment/tokens', {
      token: server.adminToken,
      body: { group: 'no-such-group' },
    })
    expect(answer).toMatchObject({ status: 404, code: 'group_unknown' })
  })

  it('are listed with what became of them, never with the secret', async () => {
    const { token, id } = await makeToken({ note: 'rack 7', uses: 2 })
    const answer = await call(server.url, 'GET', '/api/enrollment/tokens', { token: server.adminToken })
    const { tokens } = enrollmentTokenList.parse(answer.json)
    expect(tokens.find((row) => row.id === id)).toMatchObject({
      group: 'build',
      note: 'rack 7',
      uses: 2,
      used: 0,
      state: 'valid',
      createdBy: 'ada@example.com',
    })
    expect(answer.text).not.toContain(token)
  })

  it('that do not exist cannot be revoked', async () => {
    const answer = await call(server.url, 'DELETE', '/api/enrollment/tokens/none', {
      token: server.adminToken,
    })
    expect(answer).toMatchObject({ status: 404, code: 'token_unknown' })
  })
})
