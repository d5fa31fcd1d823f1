import { request } from 'node:http'
import type { Role } from '@goherd/model'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  addPerson,
  call,
  routesOf,
  startTestServer,
  type TestPerson,
  type TestServer,
} from '../testing/index.js'

/** What a route needs, written down by hand. `body` says that it refuses a body of the wrong shape. */
interface Rule {
  readonly need: Role | 'open'
  readonly body?: true
}
const open = { need: 'open' } as const
const openBody = { need: 'open', body: true } as const
const viewer = { need: 'viewer' } as const
const viewerBody = { need: 'viewer', body: true } as const
const operator = { need: 'operator' } as const
const operatorBody = { need: 'operator', body: true } as const
const admin = { need: 'admin' } as const
const adminBody = { need: 'admin', body: true } as const

/** The server's whole surface. A route that is not here fails the test, so that nothing becomes reachable unnoticed. */
const ROUTES: Readonly<Record<string, Rule>> = {
  'DELETE /api/access/tokens/:id': viewer,
  'DELETE /api/enrollment/tokens/:id': operator,
  'DELETE /api/views/:id': viewer,
  'DELETE /api/sources/mirrors/:name': admin,
  'DELETE /api/webhooks/:name': admin,
  'GET /agent/bundles.json': open,
  'GET /agent/dl/:sha256/:filename': open,
  'GET /api/access/sign-in': open,
  'GET /api/access/tokens': viewer,
  'GET /api/audit': viewer,
  'GET /api/audit/export': viewer,
  'GET /api/audit/facets': viewer,
  'GET /api/audit/verify': viewer,
  'GET /api/auth/get-session': open,
  'GET /api/device/:userCode': viewer,
  'GET /api/docs': open,
  'GET /api/docs-json': open,
  'GET /api/docs-yaml': open,
  'GET /api/docs/': open,
  'GET /api/docs/LICENSE': open,
  'GET /api/docs/docs/swagger-ui-init.js': open,
  'GET /api/docs/index.html': open,
  'GET /api/docs/swagger-ui-init.js': open,
  'GET /api/drift': viewer,
  'GET /api/drills': viewer,
  'GET /api/drills/schedules': viewer,
  'GET /api/enrollment/tokens': viewer,
  'GET /api/fleet/attention': viewer,
  'GET /api/fleet/history': viewer,
  'GET /api/fleet/map': viewer,
  'GET /api/groups': viewer,
  'GET /api/groups/:name': viewer,
  'GET /api/groups/:name/history': viewer,
  'GET /api/hosts': viewer,
  'GET /api/hosts/:name': viewer,
  'GET /api/hosts/:name/timeline': viewer,
  'GET /api/me': viewer,
  'GET /api/me/hints': viewer,
  'GET /api/people': admin,
  'GET /api/recalls': viewer,
  'GET /api/releases': viewer,
  'GET /api/releases/:name': viewer,
  'GET /api/rollbacks': viewer,
  'GET /api/rollbacks/:id': viewer,
  'GET /api/rollbacks/:id/certificate': viewer,
  'GET /api/rollouts': viewer,
  'GET /api/rollouts/:id': viewer,
  'GET /api/rollouts/:id/events': viewer,
  'GET /api/rollouts/:id/hosts': viewer,
  'GET /api/sources': viewer,
  'GET /api/status': viewer,
  'GET /api/webhooks': admin,
  'GET /api/webhooks/:name/deliveries': admin,
  'GET /api/views': viewer,
  'GET /dl/:sha256/:filename': open,
  'GET /install.ps1': open,
  'GET /install.sh': open,
  'GET /livez': open,
  'GET /metrics': open,
  'GET /readyz': open,
  'PATCH /api/people/:id': adminBody,
  'POST /api/access/password': openBody,
  'POST /api/access/setup': openBody,
  'POST /api/access/sign-in-links': viewerBody,
  'POST /api/access/tokens': viewerBody,
  'POST /api/agent/challenge': openBody,
  'POST /api/auth/sign-in/email': openBody,
  'POST /api/auth/sign-out': open,
  'POST /api/device/:userCode/answer': viewerBody,
  'POST /api/device/start': openBody,
  'POST /api/device/token': openBody,
  'POST /api/drills': operatorBody,
  'POST /api/enroll': openBody,
  'POST /api/enrollment/tokens': operatorBody,
  'POST /api/fleet-file/apply': operatorBody,
  'POST /api/fleet-file/plan': viewerBody,
  'POST /api/fleet/freeze': operatorBody,
  'POST /api/fleet/lift': operatorBody,
  'POST /api/groups': operatorBody,
  'POST /api/groups/:name/desired': operatorBody,
  'POST /api/hosts/bulk': operatorBody,
  'POST /api/hosts/:name/recheck': operatorBody,
  'POST /api/hosts/:name/rollback': operatorBody,
  'POST /api/people': adminBody,
  'POST /api/releases/:release/recall': operatorBody,
  'POST /api/releases/:release/recall/lift': operatorBody,
  'POST /api/releases/sync': operator,
  'POST /api/rollbacks': operatorBody,
  'POST /api/rollbacks/plan': operatorBody,
  'POST /api/rollouts': operatorBody,
  'POST /api/rollouts/:id/commands': operatorBody,
  'POST /api/rollouts/plan': viewerBody,
  'POST /api/views': viewerBody,
  'POST /api/sources/:name/test': operator,
  'POST /api/sources/mirrors': adminBody,
  'POST /api/webhooks': adminBody,
  'POST /api/webhooks/:name/deliveries/:id/redeliver': admin,
  'POST /api/webhooks/:name/test': admin,
  'PUT /api/drills/schedules': operatorBody,
  'PUT /api/groups/:name/windows': operatorBody,
  'PUT /api/me/hints': viewerBody,
  'PUT /api/sources/mirrors/order': adminBody,
}

const STRENGTH = ['viewer', 'operator', 'admin'] as const
const rows = Object.entries(ROUTES).map(([route, rule]) => {
  const [method = '', pattern = ''] = route.split(' ')
  return { route, method, path: pattern.replace(/:\w+/g, 'nothing-here'), ...rule }
})
const guarded = rows.filter(({ need }) => need !== 'open')
const writing = rows.filter(({ method }) => method !== 'GET')

let server: TestServer
const people: Partial<Record<Role, TestPerson>> = {}
const bad = { foreign: `goh_${'A'.repeat(43)}`, expired: '', revoked: '', malformed: 'goh_' }

beforeAll(async () => {
  server = await startTestServer({ GOHERD_LIMIT_SIGN_IN: '100000', GOHERD_LIMIT_DEVICE: '100000' })
  for (const role of STRENGTH) people[role] = await addPerson(server, role)
  bad.expired = await makeToken()
  await server.database.prisma.apiToken.updateMany({
    where: { name: 'expired' },
    data: { expiresAt: new Date(Date.now() - 1000) },
  })
  bad.revoked = await makeToken('revoked')
  await server.database.prisma.apiToken.deleteMany({ where: { name: 'revoked' } })
})
afterAll(() => server.close())

async function makeToken(name = 'expired'): Promise<string> {
  const { json } = await call(server.url, 'POST', '/api/access/tokens', {
    token: server.adminToken,
    body: { name, role: 'admin', ttlSeconds: 60 },
  })
  return String(Reflect.get(Object(json), 'token'))
}

/** Wrong in every route that takes a body, so that those who are let in change nothing. */
const WRONG = {
  body: Object.fromEntries(
    'kind token name email role group hostId ttlSeconds reason go bytes snapshot scope client deviceCode approve dismissed names'
      .split(' ')
      .map((field) => [field, 17]),
  ),
}
function ask(method: string, path: string, how: { token?: string; cookie?: string }) {
  return call(server.url, method, path, {
    ...how,
    ...(['POST', 'PATCH', 'PUT'].includes(method) ? WRONG : {}),
  })
}

it('has exactly the routes that are written down', () => {
  expect(routesOf(server.app)).toEqual(Object.keys(ROUTES).sort())
})

describe('each route with each kind of caller', () => {
  it.each(guarded)('$route refuses a stranger', async ({ method, path }) => {
    expect(await ask(method, path, {})).toMatchObject({ status: 401, code: 'not_signed_in' })
    expect(await ask(method, path, { cookie: 'goherd_session=made.up' })).toMatchObject({ status: 401 })
  })

  it.each(guarded)(
    '$route refuses tokens that are foreign, expired, revoked or malformed',
    async ({ method, path }) => {
      for (const [kind, token] of Object.entries(bad)) {
        const code = kind === 'expired' ? 'token_expired' : 'token_unknown'
        expect(await ask(method, path, { token }), kind).toMatchObject({ status: 401, code })
        // A wrong token is not made good by a good cookie.
        const cookie = server.adminCookie
        expect(await ask(method, path, { token, cookie }), kind).toMatchObject({ status: 401, code })
      }
    },
  )

  it.each(guarded)('$route is for $need and above', async ({ method, path, need }) => {
    for (const role of STRENGTH) {
      const enough = STRENGTH.indexOf(role) >= STRENGTH.indexOf(need === 'open' ? 'viewer' : need)
      for (const how of [{ token: people[role]?.token ?? '' }, { cookie: people[role]?.cookie ?? '' }]) {
        const answer = await ask(method, path, how)
        if (enough) expect([401, 403], `${role}: ${answer.text}`).not.toContain(answer.status)
        else expect(answer, role).toMatchObject({ status: 403, code: 'role_too_small' })
      }
    }
  })

  it.each(rows.filter(({ need }) => need === 'open'))('$route is open', async ({ method, path }) => {
    const { status, code } = await ask(method, path, {})
    expect(status === 403 || code === 'not_signed_in').toBe(false)
  })
})

describe('paths that only look different', () => {
  const variants = (path: string) => [
    `${path}/`,
    path.toUpperCase(),
    `/${path}`,
    path.replace('/api', '/%61pi'),
    path.replace('/api/', '/api//'),
    path.replace('/api/', '/api/./'),
    path.replace('/api/', '/x/../api/'),
    path.replace('/api/', '/api%2f'),
    `${path};jsessionid=1`,
    `${path}%00`,
    `${path}?_method=GET`,
  ]

  it.each(guarded.filter(({ path }) => path.startsWith('/api')))(
    '$route by any of them stays closed',
    async (row) => {
      for (const path of variants(row.path)) {
        const { status, text } = await rawRequest(row.method, path)
        expect(status, `${path}: ${text}`).toBeGreaterThanOrEqual(400)
      }
    },
  )

  it('a method override is not one', async () => {
    const headers = { 'x-http-method-override': 'GET' }
    const { status } = await call(server.url, 'POST', '/api/me', {
      token: server.adminToken,
      body: {},
      headers,
    })
    expect(status).toBe(404)
  })
})

/** As it is: fetch would tidy the path up. */
function rawRequest(method: string, path: string): Promise<{ status: number; text: string }> {
  const { hostname, port } = new URL(server.url)
  return new Promise((resolve, reject) => {
    const sent = request({ hostname, port, method, path, agent: false }, (response) => {
      let text = ''
      response.setEncoding('utf8').on('data', (part: string) => {
        text += part
      })
      response.on('end', () => resolve({ status: response.statusCode ?? 0, text }))
    })
    sent.on('error', reject).end()
  })
}

describe('requests that another site makes with the visitor’s cookies', () => {
  it.each(writing)('$route refuses them', async ({ method, path }) => {
    const cookie = server.adminCookie
    for (const headers of [
      { origin: 'https://evil.example' },
      { origin: 'null' },
      { 'sec-fetch-site': 'cross-site' },
      { 'sec-fetch-site': 'same-site' },
    ]) {
      const answer = await call(server.url, method, path, { cookie, headers, body: {} })
      expect(answer, JSON.stringify(headers)).toMatchObject({ status: 403, code: 'foreign_origin' })
    }
  })

  it('lets its own pages through, also behind a proxy that ends TLS', async () => {
    const { host } = new URL(server.url)
    const cookie = server.adminCookie
    for (const origin of [server.url, `https://${host}`]) {
      const headers = { origin, 'sec-fetch-site': 'same-origin' }
      const answer = await call(server.url, 'POST', '/api/access/sign-in-links', {
        cookie,
        headers,
        body: {},
      })
      expect(answer.status).toBe(201)
    }
  })
})

describe('bodies that are no good', () => {
  const token = () => server.adminToken

  it.each(writing.filter(({ body }) => body))('$route refuses each with a code', async ({ method, path }) => {
    const invalid = await ask(method, path, { token: token() })
    expect(invalid).toMatchObject({ status: 400, code: 'invalid_request' })
    expect(invalid.json).toHaveProperty('error.issues')
    for (const raw of ['{', '{"a":', 'null', '"text"', '\u0000']) {
      const answer = await call(server.url, method, path, { token: token(), raw })
      expect(answer, raw).toMatchObject({ status: 400, code: 'malformed_request' })
    }
    expect(await call(server.url, method, path, { token: token(), raw: '[]' })).toMatchObject({ status: 400 })
    const huge = await call(server.url, method, path, {
      token: token(),
      body: { name: 'x'.repeat(1_100_000) },
    })
    expect(huge).toMatchObject({ status: 413, code: 'body_too_large' })
  })

  it('a body in an encoding nobody knows is refused as such', async () => {
    const headers = { 'content-encoding': 'x-unknown' }
    const answer = await call(server.url, 'POST', '/api/groups', { token: token(), body: {}, headers })
    expect(answer).toMatchObject({ status: 415, code: 'unsupported_media_type' })
  })

  it('a prototype is not polluted', async () => {
    const raw = '{"name":"safe","__proto__":{"role":"admin"},"constructor":{"prototype":{"x":1}}}'
    await call(server.url, 'POST', '/api/groups', { token: token(), raw })
    expect(Object.hasOwn(Object.prototype, 'role')).toBe(false)
    expect(Object.hasOwn(Object.prototype, 'x')).toBe(false)
  })
})
