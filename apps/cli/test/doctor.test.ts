import { afterAll, beforeAll, expect, it } from 'vitest'
import type { Diagnosis } from '../src/doctor/finding.js'
import { type FleetServer, startFleetServer } from './fleet-server.js'
import { buildGoherd, type Goherd } from './goherd.js'
import { problemBody, TOKEN } from './protocol-server.js'

let server: FleetServer
let goherd: Goherd
const alive = { status: 200, body: JSON.stringify({ status: 'ok' }) }

beforeAll(async () => {
  server = await startFleetServer()
  goherd = await buildGoherd()
})
afterAll(async () => {
  goherd.remove()
  await server.close()
  expect(server.mistakes).toEqual([])
})

async function diagnose(env: Record<string, string> = {}) {
  const { exit, json } = await goherd.run(['doctor', '--json'], {
    env: { GOHERD_SERVER: server.url, GOHERD_TOKEN: TOKEN, ...env },
  })
  const { ok, findings } = json() as Diagnosis
  return {
    exit,
    ok,
    states: Object.fromEntries(findings.map(({ check, state }) => [check, state])),
    findings,
  }
}

function healthy(): void {
  server.break('GET /livez', alive)
  server.break('GET /readyz', alive)
}

it('looks at everything that commands rely on, the live socket included', async () => {
  healthy()
  const { states, findings } = await diagnose()
  expect(states).toEqual({
    configuration: 'good',
    server: 'good',
    clocks: 'good',
    database: 'good',
    token: 'good',
    version: 'good',
    // The catalogue of this fleet was read years from now or ago.
    catalogue: expect.any(String),
    'live updates': 'good',
  })
  expect(findings.find(({ check }) => check === 'token')?.says).toBe('ada, operator')
})

it('ends with 1 when something is broken, with a hint for each, and goes on with the rest', async () => {
  healthy()
  server.break('GET /readyz', { status: 503, body: problemBody('not_ready', 'no database', 'Wait.') })
  const { exit, ok, states, findings } = await diagnose()
  expect({ exit, ok }).toEqual({ exit: 1, ok: false })
  expect(states).toMatchObject({ database: 'bad', token: 'good', 'live updates': 'good' })
  expect(findings.find(({ check }) => check === 'database')).toMatchObject({
    says: 'no database',
    hint: 'Wait.',
  })
})

it('sees a clock that is wrong', async () => {
  healthy()
  const date = new Date(Date.now() - 600_000).toUTCString()
  server.break('GET /livez', { ...alive, headers: { date } })
  const { exit, findings } = await diagnose()
  expect(exit).toBe(1)
  expect(findings.find(({ check }) => check === 'clocks')?.says).toMatch(
    /this machine is (9m 59s|10m 0\ds) ahead of the server/,
  )
})

it('a token that is not known skips what needs one', async () => {
  healthy()
  const { exit, states } = await diagnose({ GOHERD_TOKEN: 'wrong' })
  expect(exit).toBe(1)
  expect(states).toMatchObject({
    server: 'good',
    token: 'bad',
    version: 'skipped',
    'live updates': 'skipped',
  })
})

it('a server that does not answer is the one thing to mend', async () => {
  const { exit, states } = await diagnose({ GOHERD_SERVER: 'http://127.0.0.1:9' })
  expect(exit).toBe(1)
  expect(states).toMatchObject({ configuration: 'good', server: 'bad', database: 'skipped' })
})

it('not knowing which server is meant is a finding too', async () => {
  const { exit, stdout, stderr } = await goherd.run(['doctor'])
  expect({ exit, stderr }).toEqual({ exit: 1, stderr: '' })
  expect(stdout).toMatch(/^✗ configuration {2}it is not known which server to talk to: .*\n {4,}Log in with/)
  expect(stdout).toMatch(/Something is broken/)
})

it('says all in words, a line each', async () => {
  healthy()
  const env = { GOHERD_SERVER: server.url, GOHERD_TOKEN: TOKEN }
  const { stdout } = await goherd.run(['doctor'], { env })
  expect(stdout).toMatch(/^✓ configuration {2}from GOHERD_SERVER\n✓ server {9}http:.* answers in/)
})
