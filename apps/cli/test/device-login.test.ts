import { readFileSync } from 'node:fs'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { deviceToken, deviceTokenRequest, me, startDevice, startedDevice } from '@goherd/protocol'
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest'
import { buildGoherd, type Goherd } from './goherd.js'

const TOKEN = 'goh_handed-out'
const CODE = 'BCDF-GHJK'
type Poll = 'pending' | 'slow_down' | 'denied' | 'expired' | 'down' | 'let in'

let goherd: Goherd
let http: ReturnType<typeof createServer>
let polls: Poll[] = []
let asked: { at: number; path: string; authorization: string | undefined; body: unknown }[] = []

beforeAll(async () => {
  goherd = await buildGoherd()
})
afterAll(() => goherd.remove())
beforeEach(async () => {
  asked = []
  http = createServer((request, response) => void answer(request, response))
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve))
})
afterEach(() => {
  http.closeAllConnections()
  http.close()
})

const url = () => `http://127.0.0.1:${(http.address() as AddressInfo).port}`
const contextsFile = () => join(goherd.home, 'config', 'goherd', 'contexts.json')

/** Speaks the protocol's device login; how each poll ends comes from `polls`, the last one over and over. */
async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
  let text = ''
  for await (const chunk of request) text += chunk
  const body: unknown = text === '' ? undefined : JSON.parse(text)
  const path = request.url ?? ''
  asked.push({ at: Date.now(), path, authorization: request.headers.authorization, body })
  const send = (status: number, value: unknown) =>
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(value))
  const refuse = (status: number, code: string) =>
    send(status, { error: { code, message: code, hint: 'Wait.' } })
  if (path === '/api/device/start') {
    startDevice.parse(body)
    const verificationUri = `${url()}/device`
    const verificationUriComplete = `${verificationUri}?code=${CODE}`
    const given = { deviceCode: 'secret', userCode: CODE, verificationUri, verificationUriComplete }
    return void send(201, startedDevice.parse({ ...given, expiresIn: 600, interval: 0.02 }))
  }
  if (path === '/api/me')
    return void send(200, me.parse({ name: 'ada', email: null, role: 'operator', via: 'token' }))
  deviceTokenRequest.parse(body)
  const poll = (polls.length > 1 ? polls.shift() : polls[0]) ?? 'pending'
  const expiresAt = '2030-01-01T00:00:00.000Z'
  if (poll === 'let in')
    send(200, deviceToken.parse({ token: TOKEN, name: 'ada@x', role: 'operator', expiresAt }))
  else if (poll === 'down') refuse(503, 'starting')
  else
    refuse(
      400,
      {
        pending: 'authorization_pending',
        slow_down: poll,
        denied: 'access_denied',
        expired: 'expired_token',
      }[poll],
    )
}

it('shows address and code on stderr, waits, and keeps a context like any login', async () => {
  polls = ['pending', 'pending', 'let in']
  const { exit, stderr, json } = await goherd.run(['login', url(), '--device', '--context', 'prod', '--json'])
  expect(exit).toBe(0)
  expect(json()).toMatchObject({ context: 'prod', server: url(), name: 'ada', role: 'operator' })
  expect(stderr).toBe(`Open ${url()}/device?code=${CODE}\nand compare the code: ${CODE}\n`)
  expect(readFileSync(contextsFile(), 'utf8')).toContain(TOKEN)
  expect(asked.map(({ path, authorization }) => `${path} ${authorization ?? 'nobody'}`)).toEqual([
    '/api/device/start nobody',
    ...Array.from({ length: 3 }, () => '/api/device/token nobody'),
    `/api/me Bearer ${TOKEN}`,
  ])
  expect(asked[0]?.body).toEqual({ client: expect.stringMatching(/^\S+@\S+$/) })
})

it('says how long it waits, and never the secrets', async () => {
  polls = ['pending', 'let in']
  const { stdout, stderr } = await goherd.run(['login', url(), '--device', '--verbose'])
  expect(stderr).toContain('waiting for an answer; the code is good for 10 minutes')
  expect(stdout).toMatch(/^Logged in to .* as ada \(operator\)\./)
  expect(stdout + stderr).not.toMatch(new RegExp(`${TOKEN}|secret`))
})

it('waits longer when it is told to', async () => {
  polls = ['slow_down', 'let in']
  expect((await goherd.run(['login', url(), '--device', '--quiet'])).exit).toBe(0)
  const at = asked.filter(({ path }) => path === '/api/device/token').map((one) => one.at)
  expect(Number(at[1]) - Number(at[0])).toBeGreaterThanOrEqual(4_900)
})

it.each([
  ['denied', 6, 'access_denied'],
  ['expired', 124, 'expired_token'],
] as const)('%s ends it with %i and keeps nothing', async (how, exit, code) => {
  polls = ['pending', how]
  const before = readFileSync(contextsFile(), 'utf8')
  const ended = await goherd.run(['login', url(), '--device', '--context', 'other', '--json'])
  expect(ended.exit).toBe(exit)
  expect(ended.stderr).toContain(code)
  expect(readFileSync(contextsFile(), 'utf8')).toBe(before)
})

it('--timeout ends the waiting', async () => {
  polls = ['pending']
  const { exit, stderr } = await goherd.run(['login', url(), '--device', '--timeout', '1s'])
  expect(exit).toBe(124)
  expect(stderr).toContain('nobody answered in time')
})

it('Ctrl-C ends the waiting', async () => {
  polls = ['pending']
  const { child, ended, stderr } = goherd.start(['login', url(), '--device'])
  await expect.poll(stderr, { timeout: 10_000 }).toContain('waiting')
  child.kill('SIGINT')
  expect((await ended).exit).toBe(130)
  expect(stderr()).toContain('Nothing was kept')
})

it('has no use for a token as well', async () => {
  const { exit, stderr } = await goherd.run(['login', url(), '--device', '--token', 'x'])
  expect(exit).toBe(2)
  expect(stderr).toContain('Leave one of them out')
  expect(asked).toEqual([])
})
