import { spawnSync } from 'node:child_process'
import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { CheckOrder } from '@goherd/protocol'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { ORDER_TYPE } from '../checks/verify-check.js'
import { goodRelease, install, type Sandbox, sandbox } from '../disk/sandbox.js'
import { agent, RunningAgent } from './agent-process.js'
import { TestServer } from './test-server.js'

const isRoot = process.getuid?.() === 0
/** What the systemd unit leaves an agent that may try checks. */
const CAPABILITIES = ['sys_ptrace', 'dac_read_search', 'setuid', 'setgid', 'kill', 'chown']
const canConfine = isRoot && spawnSync('setpriv', ['--version']).status === 0
if (!canConfine) console.log('not root, or without setpriv: the agent is not confined as by its unit')

function confined(capabilities: readonly string[]): string[] {
  if (!canConfine) return []
  const bounds = ['-all', ...capabilities.map((one) => `+${one}`)].join(',')
  return ['setpriv', '--no-new-privs', '--inh-caps=-all', `--bounding-set=${bounds}`]
}

let box: Sandbox
let server: TestServer
let running: RunningAgent | undefined

beforeAll(async () => {
  box = await sandbox()
  // Whoever checks run as has to get to the releases.
  for (const folder of [box.folder, join(box.folder, 'around')]) chmodSync(folder, 0o755)
  for (const release of ['go1.21.13', 'go1.22.12']) await install(box.layout, goodRelease(release))
  server = await new TestServer({ folder: '', archives: {} }).start()
  const args = [
    '--server',
    server.url,
    '--token',
    'good-token',
    '--name',
    'host-a',
    '--root',
    box.layout.root,
  ]
  expect((await agent('enroll', ...args)).status).toBe(0)
  mkdirSync(join(box.layout.root, 'smoke.d'))
  await start(CAPABILITIES)
})
afterAll(async () => {
  await running?.end('SIGKILL')
  await server?.stop()
  box?.remove()
})

async function start(capabilities: readonly string[]): Promise<void> {
  const before = server.handshakes.length
  running = new RunningAgent(box.layout.root, {}, confined(capabilities))
  while (server.handshakes.length === before || server.connected === 0) await server.changed()
}

/** Puts a smoke check there that writes down that it ran, and ends so. */
function put(name: string, script: string): () => string {
  const log = join(box.folder, `${name}.log`)
  writeFileSync(log, '')
  chmodSync(log, 0o666)
  const file = join(box.layout.root, 'smoke.d', name)
  writeFileSync(file, `#!/bin/sh\necho ran >> ${log}\n${script}\n`)
  chmodSync(file, 0o755)
  return () => readFileSync(log, 'utf8')
}

function order(id: string, check: string, more: Partial<CheckOrder> = {}): CheckOrder {
  return {
    ...{ format: 1, kind: 'check', id, hostId: 'host-1', from: 'go1.21.13', to: 'go1.22.12' },
    ...{ trial: { kind: 'smoke', check }, timeoutSeconds: 30 },
    ...{ expiresAt: new Date(Date.now() + 90_000).toISOString(), ...more },
  }
}

const sign = (asked: CheckOrder) => server.sign(asked, ORDER_TYPE)

it('says that it can, tries what it is asked once, and tells it until it is kept', async () => {
  expect(server.handshakes.at(-1)?.capabilities).toContain('checks')
  const log = put(
    'builds',
    'go version; id -u; mkdir -p "$HOME/a/b"; chmod -R a-w "$HOME"; sleep 600 & exit 7',
  )
  const jws = sign(order('check-1', 'builds'))
  server.disturbance = { refuseChecks: true }
  expect(await server.ask(jws)).toEqual([{ accepted: true, why: '' }])
  const user = isRoot ? 65_534 : process.getuid?.()
  const result = {
    kind: 'smoke',
    ran: { exitCode: 7, ms: expect.any(Number), output: `go version go1.22.12 linux/amd64\n${user}\n` },
  }
  expect(await server.told(1)).toEqual([{ id: 'check-1', result }])
  // What it left running held its output open, and did not hold it up.
  const [told] = server.checks
  expect(told?.result.kind === 'smoke' && told.result.ran.ms).toBeLessThan(20_000)

  server.disturbance = {}
  server.cutConnections()
  await server.told(2)
  expect(await server.ask(jws)).toEqual([{ accepted: true, why: '' }])
  expect(await server.told(3)).toEqual(Array(3).fill({ id: 'check-1', result }))
  expect(log()).toBe('ran\n')
  expect(readdirSync(box.layout.staging)).toEqual([])
})

it('runs nothing for an order that is not its server’s, not its own, or not in time', async () => {
  const log = put('never', 'exit 0')
  const [head = '', body = '', signature = ''] = sign(order('x', 'never')).split('.')
  const forged = Buffer.from(JSON.stringify(order('x', 'never', { timeoutSeconds: 1 }))).toString('base64url')
  const refused: [string, string][] = [
    [`${head}.${forged}.${signature}`, 'the order has a wrong signature'],
    [server.sign(order('x', 'never')), 'the order is signed as something else'],
    [`${head}.${body}`, 'the order is not a compact JWS'],
    [sign(order('x', 'never', { hostId: 'host-2' })), 'the order is for another host'],
    [sign(order('x', 'never', { expiresAt: '2026-01-01T00:00:00Z' })), 'the order has expired'],
  ]
  for (const [jws, why] of refused) expect(await server.ask(jws)).toEqual([{ accepted: false, why }])
  const before = server.checks.length
  expect(await server.ask(sign(order('path', '../smoke.d/never')))).toMatchObject([{ accepted: true }])
  const told = await server.told(before + 1)
  expect(told.at(-1)).toMatchObject({ id: 'path', result: { kind: 'unable', code: 'smoke_name' } })
  expect(log()).toBe('')
})

it('that ends in the middle of a check leaves nothing, and tries it when it is asked again', async () => {
  const log = put('slow', `[ -e ${box.folder}/slow.once ] || sleep 600`)
  const jws = sign(order('slow-1', 'slow'))
  await server.ask(jws)
  while (log() === '') await server.changed()
  const before = server.checks.length
  expect(await running?.end('SIGTERM')).toBe(0)
  expect(readdirSync(box.layout.staging)).toEqual([])
  expect(server.checks).toHaveLength(before)
  writeFileSync(join(box.folder, 'slow.once'), '')
  await start(CAPABILITIES)
  await server.ask(jws)
  const told = await server.told(before + 1)
  expect(told.at(-1)).toMatchObject({ id: 'slow-1', result: { kind: 'smoke', ran: { exitCode: 0 } } })
})

it.skipIf(!canConfine)(
  'that may not become another user tries nothing, and says what would let it',
  async () => {
    const log = put('alone', 'exit 0')
    await running?.end('SIGTERM')
    await start(['sys_ptrace', 'dac_read_search'])
    const before = server.checks.length
    await server.ask(sign(order('alone-1', 'alone')))
    const told = await server.told(before + 1)
    expect(told.at(-1)?.result).toEqual({
      kind: 'unable',
      code: 'checks_not_allowed',
      why: expect.stringContaining('install-service --check-user nobody'),
    })
    expect(log()).toBe('')
    expect(existsSync(box.layout.staging) && readdirSync(box.layout.staging)).toEqual([])
  },
)
