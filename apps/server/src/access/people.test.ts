import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { auditList, createdApiToken, invitedPerson, peopleList, signInLink } from '@goherd/protocol'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import {
  ADMIN,
  addPerson,
  call,
  PASSWORD,
  startTestServer,
  type TestPerson,
  type TestServer,
} from '../testing/index.js'
import { FirstAdministrator } from './index.js'

let server: TestServer
let viewer: TestPerson
beforeAll(async () => {
  server = await startTestServer({ GOHERD_LIMIT_SIGN_IN: '100000' })
  viewer = await addPerson(server, 'viewer')
})
afterAll(() => server.close())

const post = (path: string, body: unknown, how = {}) => call(server.url, 'POST', path, { body, ...how })
const asAdmin = () => ({ token: server.adminToken })
const tokenOf = (link: string) => new URL(link).searchParams.get('token') ?? ''

describe('the first administrator', () => {
  const offer = () => server.app.get(FirstAdministrator).offerLink()

  it('is created once: the used link and its file are gone', async () => {
    expect(existsSync(join(server.dataDir, 'setup-link'))).toBe(false)
    expect(await offer()).toBeUndefined()
    const again = await post('/api/access/setup', { ...ADMIN, token: 'x'.repeat(43) })
    expect(again).toMatchObject({ status: 401, code: 'link_unknown' })
  })

  describe('while there is nobody', () => {
    let people: { id: string }[] = []
    beforeEach(async () => {
      people = await server.database.prisma.user.findMany({ where: { email: ADMIN.email } })
    })

    it('of many who follow the link together one becomes it; the others are told that it is used', async () => {
      const fresh = await startTestServer({ GOHERD_LIMIT_SIGN_IN: '100000' })
      try {
        await fresh.database.prisma.user.deleteMany()
        const link = await fresh.app.get(FirstAdministrator).offerLink()
        const file = join(fresh.dataDir, 'setup-link')
        expect(readFileSync(file, 'utf8').trim()).toBe(link)
        const answers = await Promise.all(
          Array.from({ length: 8 }, (_, n) =>
            call(fresh.url, 'POST', '/api/access/setup', {
              body: { ...ADMIN, email: `ada${n}@example.com`, token: tokenOf(link ?? '') },
            }),
          ),
        )
        expect(answers.map(({ status }) => status).sort()).toEqual([201, 410, 410, 410, 410, 410, 410, 410])
        expect(await fresh.database.prisma.user.count()).toBe(1)
        expect(existsSync(file)).toBe(false)
      } finally {
        await fresh.close()
      }
      expect(people).toHaveLength(1)
    })

    it('an older link is worthless as soon as there is a newer one, and both after a day', async () => {
      const fresh = await startTestServer({ GOHERD_LIMIT_SIGN_IN: '100000' })
      try {
        await fresh.database.prisma.user.deleteMany()
        const first = fresh.app.get(FirstAdministrator)
        const [older, newer] = [await first.offerLink(), await first.offerLink()]
        const setup = (link = '') =>
          call(fresh.url, 'POST', '/api/access/setup', { body: { ...ADMIN, token: tokenOf(link) } })
        expect(await setup(older)).toMatchObject({ status: 401, code: 'link_unknown' })
        await fresh.database.prisma.accessLink.updateMany({ data: { expiresAt: new Date() } })
        expect(await setup(newer)).toMatchObject({ status: 410, code: 'link_expired' })
      } finally {
        await fresh.close()
      }
    })
  })
})

describe('a password', () => {
  it('opens a session whose cookie scripts cannot read, and signing out ends it', async () => {
    const signedIn = await post('/api/auth/sign-in/email', { email: ADMIN.email, password: ADMIN.password })
    expect(signedIn.status).toBe(200)
    expect(signedIn.headers.get('set-cookie')).toMatch(/HttpOnly/i)
    expect(signedIn.headers.get('set-cookie')).toMatch(/SameSite=Lax/i)
    expect(signedIn.text).not.toContain(signedIn.cookies.split('=')[1]?.split('.')[0])
    const { cookies: cookie } = signedIn
    expect((await call(server.url, 'GET', '/api/me', { cookie })).json).toMatchObject({
      via: 'session',
      role: 'admin',
    })
    expect((await post('/api/auth/sign-out', {}, { cookie })).status).toBe(200)
    expect(await call(server.url, 'GET', '/api/me', { cookie })).toMatchObject({ status: 401 })
  })

  it('that is wrong is refused like an unknown address, and both are written down without the address', async () => {
    const wrong = await post('/api/auth/sign-in/email', { email: ADMIN.email, password: 'not the password' })
    const unknown = await post('/api/auth/sign-in/email', {
      email: 'who@example.com',
      password: 'not the password',
    })
    expect(wrong).toMatchObject({ status: 401, code: 'wrong_credentials' })
    expect(unknown.json).toEqual(wrong.json)
    const { json, text } = await call(server.url, 'GET', '/api/audit?limit=2', asAdmin())
    expect(auditList.parse(json).entries.map(({ target, outcome }) => [target, outcome])).toEqual([
      ['person:unknown', 'refused'],
      [`person:${ADMIN.email}`, 'refused'],
    ])
    expect(text).not.toContain('who@example.com')
  })

  it('cannot be had by signing up, nor can a role', async () => {
    const person = { email: 'eve@example.com', password: PASSWORD, name: 'Eve', role: 'admin' }
    for (const path of ['/api/auth/sign-up/email', '/api/auth/update-user', '/api/auth/admin/set-role']) {
      expect(await post(path, person, { cookie: viewer.cookie })).toMatchObject({
        status: 404,
        code: 'not_found',
      })
    }
  })

  it('is guessed only so many times a minute from one address', async () => {
    const strict = await startTestServer({ GOHERD_LIMIT_SIGN_IN: '3' })
    try {
      const guess = () =>
        call(strict.url, 'POST', '/api/auth/sign-in/email', {
          body: { email: ADMIN.email, password: 'guess' },
        })
      const codes = []
      for (let n = 0; n < 5; n += 1) codes.push((await guess()).code)
      expect(codes.slice(0, 3)).toEqual(['wrong_credentials', 'wrong_credentials', 'wrong_credentials'])
      expect(codes.slice(3)).toEqual(['too_many_requests', 'too_many_requests'])
    } finally {
      await strict.close()
    }
  })
})

describe('a session', () => {
  it('has a __Host- cookie when the server is reached by https', async () => {
    const secure = await startTestServer({ GOHERD_PUBLIC_URL: 'https://goherd.example' })
    try {
      expect(secure.adminCookie).toMatch(/^__Host-goherd_session=/)
      const answer = await call(secure.url, 'GET', '/api/me', { cookie: secure.adminCookie })
      expect(answer.status).toBe(200)
      expect(answer.headers.get('strict-transport-security')).toBeTruthy()
    } finally {
      await secure.close()
    }
  })

  it('is not made by changing the cookie', async () => {
    const [name = '', value = ''] = viewer.cookie.split('=')
    const tampered = `${name}=${value.startsWith('A') ? 'B' : 'A'}${value.slice(1)}`
    expect(await call(server.url, 'GET', '/api/me', { cookie: tampered })).toMatchObject({ status: 401 })
  })
})

describe('a sign-in link', () => {
  it('signs in as its maker as often as it says, and goes to the dashboard', async () => {
    const made = await post('/api/access/sign-in-links', { uses: 2 }, { token: viewer.token })
    const { url } = signInLink.parse(made.json)
    const path = url.slice(server.url.length)
    for (let n = 0; n < 2; n += 1) {
      const followed = await call(server.url, 'GET', path)
      expect(followed.status).toBe(303)
      expect(followed.headers.get('location')).toBe('/')
      const me = await call(server.url, 'GET', '/api/me', { cookie: followed.cookies })
      expect(me.json).toMatchObject({ email: viewer.email, role: 'viewer' })
    }
    expect(await call(server.url, 'GET', path)).toMatchObject({ status: 410, code: 'link_used_up' })
    const browser = await call(server.url, 'GET', path, { headers: { accept: 'text/html,*/*' } })
    expect(browser.headers.get('location')).toBe('/sign-in?problem=link_used_up')
    expect(browser.cookies).toBe('')
  })

  it('is not a setup link or an invitation', async () => {
    const made = await post('/api/access/sign-in-links', {}, { token: viewer.token })
    const token = tokenOf(signInLink.parse(made.json).url)
    expect(await post('/api/access/password', { token, password: PASSWORD })).toMatchObject({
      code: 'link_unknown',
    })
    expect(await post('/api/access/setup', { ...ADMIN, token })).toMatchObject({ code: 'link_unknown' })
  })
})

describe('people', () => {
  it('are invited with a link that works once', async () => {
    const invite = () =>
      post('/api/people', { name: 'Bob', email: 'Bob@Example.com', role: 'viewer' }, asAdmin())
    const older = invitedPerson.parse((await invite()).json)
    const newer = invitedPerson.parse((await invite()).json)
    expect(newer.id).toBe(older.id)
    const choose = (link: string) =>
      post('/api/access/password', { token: tokenOf(link), password: PASSWORD })
    expect(await choose(older.link)).toMatchObject({ status: 401, code: 'link_unknown' })
    expect((await choose(newer.link)).json).toEqual({ email: 'bob@example.com' })
    expect(await choose(newer.link)).toMatchObject({ status: 410, code: 'link_used_up' })
    expect(await invite()).toMatchObject({ status: 409, code: 'person_exists' })
    const signedIn = await post('/api/auth/sign-in/email', { email: 'bob@example.com', password: PASSWORD })
    expect(signedIn.status).toBe(200)
  })

  it('lose what their old role allowed with the next request, in sessions and tokens', async () => {
    const eve = await addPerson(server, 'operator', 'eve')
    const may = () =>
      Promise.all(
        [{ token: eve.token }, { cookie: eve.cookie }].map((how) => post('/api/enrollment/tokens', {}, how)),
      )
    expect((await may()).map(({ status }) => status)).toEqual([400, 400])
    const changed = await call(server.url, 'PATCH', `/api/people/${eve.id}`, {
      ...asAdmin(),
      body: { role: 'viewer' },
    })
    expect(changed.json).toMatchObject({ role: 'viewer' })
    expect((await may()).map(({ code }) => code)).toEqual(['role_too_small', 'role_too_small'])
  })

  it('always have one administrator left', async () => {
    const { people } = peopleList.parse((await call(server.url, 'GET', '/api/people', asAdmin())).json)
    const ada = people.find(({ email }) => email === ADMIN.email)?.id ?? ''
    const demote = (id: string) =>
      call(server.url, 'PATCH', `/api/people/${id}`, { ...asAdmin(), body: { role: 'viewer' } })
    expect(await demote(ada)).toMatchObject({ status: 409, code: 'last_admin' })
    // Somebody who was only invited does not count: they may never come.
    await post('/api/people', { name: 'Zoe', email: 'zoe@example.com', role: 'admin' }, asAdmin())
    expect(await demote(ada)).toMatchObject({ code: 'last_admin' })
    const second = await addPerson(server, 'admin', 'second')
    const both = await Promise.all([demote(ada), demote(second.id)])
    expect(both.filter(({ status }) => status === 200)).toHaveLength(1)
    const remaining = await server.database.prisma.user.count({
      where: { role: 'admin', accounts: { some: {} } },
    })
    expect(remaining).toBe(1)
    await server.database.prisma.user.update({ where: { id: ada }, data: { role: 'admin' } })
    expect(
      await call(server.url, 'PATCH', '/api/people/nobody', { ...asAdmin(), body: { role: 'viewer' } }),
    ).toMatchObject({ status: 404, code: 'person_unknown' })
  })
})

describe('API tokens', () => {
  it('are never above the role of whoever makes them, and seen by their owner only', async () => {
    const above = await post('/api/access/tokens', { name: 'x', role: 'operator' }, { token: viewer.token })
    expect(above).toMatchObject({ status: 403, code: 'role_too_small' })
    const mine = await call(server.url, 'GET', '/api/access/tokens', { token: viewer.token })
    const owners = new Set(
      Reflect.get(Object(mine.json), 'tokens').map((token: { owner: string }) => token.owner),
    )
    expect([...owners]).toEqual([viewer.email])
    expect(mine.text).not.toContain(viewer.token)
  })

  it('are revoked by their owner or an administrator, nobody else', async () => {
    const other = await addPerson(server, 'operator', 'other')
    const made = createdApiToken.parse(
      (await post('/api/access/tokens', { name: 'ci' }, { token: viewer.token })).json,
    )
    const revoke = (token: string) => call(server.url, 'DELETE', `/api/access/tokens/${made.id}`, { token })
    expect(await revoke(other.token)).toMatchObject({ status: 404, code: 'token_unknown' })
    expect((await revoke(server.adminToken)).status).toBe(200)
    expect(await call(server.url, 'GET', '/api/me', { token: made.token })).toMatchObject({
      code: 'token_unknown',
    })
    expect(await revoke(viewer.token)).toMatchObject({ status: 404 })
  })

  it('are stored as a hash only', async () => {
    const rows = await server.database.pool.query('SELECT row_to_json(t)::text AS row FROM api_token t')
    const links = await server.database.pool.query('SELECT row_to_json(t)::text AS row FROM access_link t')
    const stored = [...rows.rows, ...links.rows].map(({ row }) => row).join('\n')
    expect(stored).not.toContain(viewer.token)
    expect(stored).not.toContain('goh_')
  })
})

describe('the audit log', () => {
  it('has a row for each change, newest first, page by page', async () => {
    const page = async (query: string) =>
      auditList.parse((await call(server.url, 'GET', `/api/audit?${query}`, asAdmin())).json).entries
    const [first, second] = [await page('limit=3'), await page('limit=6')]
    expect(await page(`limit=3&before=${first.at(-1)?.id}`)).toEqual(second.slice(3))
    const actions = new Set((await page('limit=500')).map(({ action }) => action))
    for (const action of [
      'person.setup',
      'person.invite',
      'person.welcome',
      'person.change-role',
      'session.open',
      'sign-in-link.create',
      'token.create',
      'token.revoke',
    ]) {
      expect(actions, action).toContain(action)
    }
    expect(
      (await page(`target=person:${viewer.email}`)).every(({ target }) => target.endsWith(viewer.email)),
    ).toBe(true)
  })

  it('writes at most sixty refusals a minute', async () => {
    const before = await server.database.prisma.auditEntry.count({ where: { outcome: 'refused' } })
    await Promise.all(
      Array.from({ length: 150 }, () =>
        post('/api/enroll', {
          token: 'ghe_unknown',
          name: 'flood',
          publicKey: 'AAAA',
          signature: 'AAAA',
          facts: { hostname: 'h', platform: 'linux/amd64', root: '/', agentVersion: '1', nodeVersion: '20' },
        }),
      ),
    )
    const after = await server.database.prisma.auditEntry.count({ where: { outcome: 'refused' } })
    // The minute may turn in the middle.
    expect(after - before).toBeLessThanOrEqual(120)
    expect(after - before).toBeGreaterThan(0)
  })
})
