import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { api } from './client'
import { ProblemError } from './problem-error'
import { has } from './shape'

const status = has<{ hosts: object }>('hosts')
const realFetch = globalThis.fetch
let server: Server
let answer: { code: number; body: string }
let seen: { method: string | undefined; url: string | undefined; body: string }

/** The browser resolves paths against its origin; node's fetch needs that done for it. */
beforeEach(async () => {
  answer = { code: 200, body: '{"hosts":{}}' }
  server = createServer(async (request, response) => {
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(Buffer.from(chunk))
    seen = { method: request.method, url: request.url, body: Buffer.concat(chunks).toString() }
    response.writeHead(answer.code).end(answer.body)
  })
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  const { port } = server.address() as AddressInfo
  globalThis.fetch = (url, init) => realFetch(`http://127.0.0.1:${port}${String(url)}`, init)
})

afterEach(async () => {
  globalThis.fetch = realFetch
  server.closeAllConnections()
  await new Promise((done) => server.close(done))
})

async function problemOf(promise: Promise<unknown>): Promise<ProblemError> {
  const error = await promise.then(
    () => undefined,
    (thrown: unknown) => thrown,
  )
  if (error instanceof ProblemError) return error
  throw new Error('expected a ProblemError')
}

describe('the api client', () => {
  it('puts what is defined of a query into the address', async () => {
    await api.get('/hosts', { shape: status, query: { group: 'a b', state: undefined, limit: 5 } })
    expect(seen).toMatchObject({ method: 'GET', url: '/api/hosts?group=a+b&limit=5', body: '' })
  })

  it('sends a body as JSON', async () => {
    await api.post('/fleet/lift', { reason: 'good again' }, status)
    expect(seen).toMatchObject({ method: 'POST', body: '{"reason":"good again"}' })
  })

  it('turns an answer that is not 2xx into its problem', async () => {
    answer = {
      code: 403,
      body: '{"error":{"code":"forbidden","message":"needs operator","hint":"ask an admin"}}',
    }
    const problem = await problemOf(api.get('/status', { shape: status }))
    expect(problem).toMatchObject({ status: 403, failure: { code: 'forbidden', hint: 'ask an admin' } })
  })

  it('survives an error page of a proxy', async () => {
    answer = { code: 502, body: '<html>Bad gateway</html>' }
    expect((await problemOf(api.get('/status', { shape: status }))).failure.code).toBe('http_502')
  })

  it('refuses a 2xx answer of another shape', async () => {
    answer = { code: 200, body: '<!doctype html>' }
    const problem = await problemOf(api.get('/status', { shape: status }))
    expect(problem.failure.code).toBe('unexpected_answer')
  })

  it('says so when nobody answers', async () => {
    globalThis.fetch = (_url, init) => realFetch('http://127.0.0.1:1/', init)
    expect(await problemOf(api.get('/status', { shape: status }))).toMatchObject({
      status: 0,
      failure: { code: 'unreachable' },
    })
  })
})
