import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { webhookCreated } from '@goherd/protocol'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { GateQuestion } from '../rollouts/index.js'
import { accepted, callApi } from '../testing/call-api.js'
import { startTestServer, type TestServer } from '../testing/start-test-server.js'
import { isSignedWith, startReceiver, type WebhookReceiver } from '../testing/webhook-receiver.js'
import type { PrometheusGate } from './prometheus-answer.js'
import { PrometheusGates } from './prometheus-gate.js'
import { type WebhookGate, WebhookGates } from './webhook-gate.js'

let world: WebhookReceiver
let server: TestServer
const folder = mkdtempSync(join(tmpdir(), 'goherd-gates-'))
const tokenFile = join(folder, 'prometheus-token')
const { signal } = new AbortController()

beforeAll(async () => {
  world = await startReceiver()
  server = await startTestServer({
    GOHERD_PROMETHEUS_URL: `${world.url}/prometheus/`,
    GOHERD_PROMETHEUS_TOKEN_FILE: tokenFile,
  })
})
afterAll(async () => {
  await server?.close()
  await world?.close()
  rmSync(folder, { recursive: true })
})
beforeEach(() => {
  world.calls.length = 0
  writeFileSync(tokenFile, 'first-token\n')
})

const answers = (status: number, body = '', headers: Record<string, string> = {}) => {
  world.answer = () => ({ status, body, headers })
}

describe('a Prometheus', () => {
  const gate: PrometheusGate = {
    ...{ kind: 'prometheus', name: 'errors', op: '<', limit: 0.05 },
    query: 'sum(rate(build_errors_total{job="ci & cd"}[5m]))',
  }
  const ask = () => server.app.get(PrometheusGates, { strict: false }).ask(gate, signal)
  const vector = (value: string) =>
    JSON.stringify({
      status: 'success',
      data: { resultType: 'vector', result: [{ metric: { job: 'ci' }, value: [1, value] }] },
    })

  it('is asked the query as it was written, with the token that the file has now', async () => {
    answers(200, vector('0.02'))
    expect(await ask()).toEqual({ verdict: 'pass', said: '0.02 < 0.05 (job=ci)' })
    writeFileSync(tokenFile, 'second-token')
    answers(200, vector('0.2'))
    expect(await ask()).toEqual({ verdict: 'fail', said: '0.2 < 0.05 (job=ci) does not hold' })
    expect(world.calls.map(({ path }) => path)).toEqual(Array(2).fill('/prometheus/api/v1/query'))
    expect(world.calls.map(({ headers }) => headers.authorization)).toEqual([
      'Bearer first-token',
      'Bearer second-token',
    ])
    expect(new URLSearchParams(world.calls[0]?.body).get('query')).toBe(gate.query)
  })

  it.each([
    ['fails', 503, 'overloaded', {}, 'Prometheus answered 503: overloaded'],
    ['sends elsewhere', 302, '', { location: '/elsewhere' }, 'Prometheus answered 302'],
    ['answers with a page', 200, '<html>', {}, 'Prometheus could not be asked'],
    ['answers without end', 200, 'x'.repeat(1_100_000), {}, 'larger than 1 MiB'],
  ])('that %s cannot tell', async (_, status, body, headers, said) => {
    answers(status, body, headers)
    expect(await ask()).toEqual({ verdict: 'inconclusive', said: expect.stringContaining(said) })
    expect(world.calls).toHaveLength(1)
  })

  it('is not asked without the token that was meant for it', async () => {
    rmSync(tokenFile)
    expect(await ask()).toMatchObject({ verdict: 'inconclusive', said: expect.stringContaining('ENOENT') })
    expect(world.calls).toEqual([])
  })
})

describe('a webhook', () => {
  let secret = ''
  beforeAll(async () => {
    const made = await callApi(server, '/webhooks', { name: 'judge', url: `${world.url}/judge`, events: [] })
    secret = accepted(made, webhookCreated).secret
  })
  const gate = (more: Partial<WebhookGate> = {}): WebhookGate => ({
    ...{ kind: 'webhook', name: 'judge-it', endpoint: 'judge', timeoutSeconds: 5, ...more },
  })
  const ask = (asked = gate(), since = 1_700_000_000_000) => {
    const question: GateQuestion = {
      ...{ rolloutId: 'r-1', stage: 1, gate: asked, since, actor: 'Ada' },
      hosts: [{ id: 'h', name: 'ci-1', platform: 'linux/amd64', online: true, from: null, to: 'go1.22.12' }],
    }
    return server.app.get(WebhookGates, { strict: false }).ask(asked, question, signal)
  }

  it('is told what it is about, signed, and says what it thinks', async () => {
    answers(200, '{"verdict":"fail","said":"p99 is 3 s"}')
    expect(await ask()).toEqual({ verdict: 'fail', said: 'p99 is 3 s' })
    const [call] = world.calls
    if (!call) throw new Error('nothing was asked')
    expect(await isSignedWith(secret, call)).toBe(true)
    expect(JSON.parse(call.body)).toEqual({
      type: 'gate.asked',
      timestamp: '2023-11-14T22:13:20.000Z',
      data: {
        ...{ rollout: 'r-1', stage: 2, gate: 'judge-it', actor: 'Ada' },
        hosts: [{ name: 'ci-1', platform: 'linux/amd64', from: null, to: 'go1.22.12' }],
        url: expect.stringMatching(/\/rollouts\/r-1$/),
      },
    })
  })

  it('that is asked the same again is asked by the same message, and a new question is another', async () => {
    answers(200, '{"verdict":"pass"}')
    expect(await ask()).toEqual({ verdict: 'pass', said: 'judge says pass' })
    await ask()
    await ask(gate(), 1_700_000_001_000)
    const ids = world.calls.map(({ headers }) => headers['webhook-id'])
    expect([ids[0] === ids[1], ids[0] === ids[2]]).toEqual([true, false])
  })

  it.each([
    ['fails', 500, '{"verdict":"pass"}', 'judge answered 500'],
    ['says nothing', 204, '', 'judge gave no verdict'],
    [
      'says something else',
      200,
      '{"verdict":"maybe"}',
      'judge answered without a verdict: {"verdict":"maybe"}',
    ],
    ['never ends', 200, `{"verdict":"pass","said":"${'x'.repeat(20_000)}"}`, 'judge gave no verdict'],
  ])('that %s cannot tell', async (_, status, body, said) => {
    answers(status, body)
    expect(await ask()).toEqual({ verdict: 'inconclusive', said: expect.stringContaining(said) })
  })

  it('is not followed elsewhere', async () => {
    answers(307, '', { location: `${world.url}/elsewhere` })
    expect(await ask()).toEqual({ verdict: 'inconclusive', said: 'judge answered 307' })
    expect(world.calls.map(({ path }) => path)).toEqual(['/judge'])
  })

  it('that does not answer in time, or that nobody registered, cannot tell', async () => {
    world.answer = () => undefined
    expect(await ask(gate({ timeoutSeconds: 1 }))).toEqual({
      verdict: 'inconclusive',
      said: 'judge gave no verdict: no answer within 1 s',
    })
    expect(await ask(gate({ endpoint: 'nobody' }))).toMatchObject({
      verdict: 'inconclusive',
      said: expect.stringContaining('nobody'),
    })
  })
})
