import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { call, routesOf, startTestServer, type TestServer } from '../testing/index.js'

let server: TestServer
beforeAll(async () => {
  server = await startTestServer()
})
afterAll(() => server.close())
const get = (path: string, headers: Record<string, string> = {}) => call(server.url, 'GET', path, { headers })

describe('for machines that watch', () => {
  it('the process lives and is ready', async () => {
    for (const path of ['/livez', '/readyz']) {
      expect(await get(path)).toMatchObject({ status: 200, json: { status: 'ok' } })
    }
  })

  it('it is not ready while a migration is unfinished', async () => {
    const { pool } = server.database
    await pool.query("INSERT INTO _prisma_migrations (id, checksum, migration_name) VALUES ('x', 'x', '9_x')")
    expect(await get('/readyz')).toMatchObject({ status: 503, code: 'not_ready' })
    expect((await get('/readyz')).headers.get('retry-after')).toBe('2')
    expect((await get('/livez')).status).toBe(200)
    await pool.query("DELETE FROM _prisma_migrations WHERE id = 'x'")
    expect((await get('/readyz')).status).toBe(200)
  })

  it('metrics count requests by route, never by path', async () => {
    await call(server.url, 'GET', '/api/hosts/secret-name', { token: server.adminToken })
    const { text, headers } = await get('/metrics')
    expect(headers.get('content-type')).toContain('text/plain')
    expect(text).toMatch(
      /goherd_http_request_seconds_count\{method="GET",route="\/api\/hosts\/:name",status="404"\} [1-9]/,
    )
    expect(text).toContain('process_cpu_user_seconds_total')
    expect(text).not.toContain('secret-name')
  })
})

describe('the description of the API', () => {
  const document = z.object({
    paths: z.record(
      z.string(),
      z.record(
        z.string(),
        z.object({ requestBody: z.unknown().optional(), responses: z.record(z.string(), z.unknown()) }),
      ),
    ),
  })

  it('has every route under /api but its own pages', async () => {
    const { paths } = document.parse((await get('/api/docs-json')).json)
    const described = Object.entries(paths).flatMap(([path, methods]) =>
      Object.keys(methods).map((method) => `${method.toUpperCase()} ${path.replace(/\{(\w+)\}/g, ':$1')}`),
    )
    const routes = routesOf(server.app).filter(
      (route) => / \/(api\/|dl\/|agent\/|install\.)/.test(route) && !route.includes('/api/docs'),
    )
    expect(described.sort()).toEqual(routes.sort())
  })

  it('has the shapes of the protocol', async () => {
    const { paths } = document.parse((await get('/api/docs-json')).json)
    const enroll = JSON.stringify(paths['/api/enroll']?.post)
    for (const field of ['publicKey', 'signature', 'facts', 'signingKey', 'keyId'])
      expect(enroll).toContain(field)
  })

  it('can be read in a browser under the strict policy: no script is inline', async () => {
    const { text, headers } = await get('/api/docs')
    expect(headers.get('content-security-policy')).toContain("script-src 'self' 'nonce-")
    expect(text.match(/<script(?![^>]*\bsrc=)/g) ?? []).toEqual([])
  })
})

describe('every answer', () => {
  it('carries the security headers, errors too', async () => {
    for (const path of ['/', '/livez', '/api/nothing', '/api/me', '/dl/x/y']) {
      const { headers } = await get(path)
      expect(headers.get('content-security-policy'), path).toContain("default-src 'self'")
      expect(headers.get('x-content-type-options'), path).toBe('nosniff')
      expect(headers.get('x-frame-options'), path).toBe('DENY')
      expect(headers.get('x-powered-by'), path).toBeNull()
    }
  })

  it('has a nonce of its own', async () => {
    const policies = await Promise.all(
      [1, 2, 3].map(async () => (await get('/livez')).headers.get('content-security-policy')),
    )
    expect(new Set(policies).size).toBe(3)
  })

  it('says so when the dashboard is not built', async () => {
    const { status, text } = await get('/hosts')
    expect(status).toBe(503)
    expect(text).toContain('npm run build')
  })

  it('is a problem with a code at addresses that do not exist', async () => {
    for (const path of ['/api', '/api/', '/api/nothing', '/API/NOTHING', '/metrics/x']) {
      expect(await get(path), path).toMatchObject({ status: 404, code: 'not_found' })
    }
  })
})
