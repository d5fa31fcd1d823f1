import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startTestServer, type TestServer } from '../testing/index.js'

let server: TestServer
beforeAll(async () => {
  server = await startTestServer()
})
afterAll(() => server.close())

describe('x', () => {
  it('y', async () => {
    const r = await fetch(`${server.url}/readyz`)
    console.log(r.status, await r.text(), [...r.headers])
    for (const p of ['/', '/api/me', '/api/nope', '/api/docs-json', '/api/docs', '/metrics', '/livez', '/API/access/setup']) {
      const r = await fetch(`${server.url}${p}`, { headers: { authorization: `Bearer ${server.adminToken}` } })
      console.log(p, r.status, (await r.text()).slice(0, 300))
    }
  })
})
