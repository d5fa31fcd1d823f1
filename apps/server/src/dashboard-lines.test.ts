import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { routesOf, startTestServer, type TestServer } from './testing/index.js'

const lines = z.array(
  z.object({
    page: z.string(),
    says: z.string(),
    api: z.object({ method: z.string(), path: z.string(), pattern: z.string() }),
  }),
)

/** Every request that the dashboard shows beside its pages. */
const SHOWN = lines.parse(
  readFileSync(new URL('../../dashboard/src/features/show-as/lines.golden.ndjson', import.meta.url), 'utf8')
    .trim()
    .split('\n')
    .map((line): unknown => JSON.parse(line)),
)

let server: TestServer
beforeAll(async () => {
  server = await startTestServer()
})
afterAll(() => server.close())

describe('what the dashboard shows as requests', () => {
  it.each(SHOWN)('$page, $says: $api.method $api.pattern is a route of the API', ({ api }) => {
    const route = `${api.method} /api${api.pattern.replace(/\{(\w+)\}/g, ':$1')}`
    expect(routesOf(server.app)).toContain(route)
  })

  it.each(SHOWN.filter(({ api }) => api.method === 'GET'))(
    '$page, $says: $api.path is understood',
    async ({ api }) => {
      const answer = await fetch(`${server.url}/api${api.path}`, {
        headers: { authorization: `Bearer ${server.adminToken}` },
      })
      // What it asks for may not be there; the request itself is a good one.
      expect([200, 404]).toContain(answer.status)
    },
  )
})
