import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { Api } from './api.mjs'

const START = new URL('./start.mjs', import.meta.url).pathname
const go = process.env.GOHERD_TEST_GO

/** @type {string} */
let data
/** @type {import('node:child_process').ChildProcess[]} */
let started = []
beforeEach(() => {
  data = mkdtempSync(join(tmpdir(), 'goherd-start-'))
})
afterEach(async () => {
  for (const child of started)
    if (child.exitCode === null && child.signalCode === null) await ended(child, 'SIGTERM')
  started = []
  await vi.waitFor(() => expect(processesOf(data)).toEqual([]), 30_000)
  rmSync(data, { recursive: true, force: true })
})

async function freePort() {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  server.close()
  return typeof address === 'object' ? Number(address?.port) : 0
}

/** @param {number} port @param {Record<string, string>} [more] */
function start(port, more = {}) {
  const env = {
    ...process.env,
    GOHERD_DATA: data,
    GOHERD_PORT: String(port),
    GOHERD_DEMO_HOSTS: '1',
    GOHERD_GO_SOURCE: go ?? '',
    ...more,
  }
  const child = spawn(process.execPath, [START], { env, stdio: ['ignore', 'pipe', 'pipe'] })
  started.push(child)
  /** @type {string[]} */
  const lines = []
  for (const stream of [child.stdout, child.stderr])
    createInterface({ input: stream }).on('line', (line) => lines.push(line))
  return { child, lines }
}

/** @param {{ child: import('node:child_process').ChildProcess, lines: string[] }} running @returns {Promise<string>} the URL */
async function ready({ child, lines }) {
  for (;;) {
    const line = lines.find((text) => text.startsWith('Goherd is ready: '))
    if (line) return line.slice('Goherd is ready: '.length)
    if (child.exitCode !== null)
      throw new Error(`npm start ended with ${child.exitCode}:\n${lines.join('\n')}`)
    await sleep(50)
  }
}

/** @param {import('node:child_process').ChildProcess} child @param {NodeJS.Signals} [signal] @returns {Promise<number | null>} */
async function ended(child, signal) {
  const exit = child.exitCode === null && child.signalCode === null ? once(child, 'exit') : undefined
  if (signal) child.kill(signal)
  await exit
  return child.exitCode
}

/** The hosts as the API lists them. @param {string} server @param {string} token @returns {Promise<any[]>} */
async function hostsOf(server, token) {
  return new Api({ url: server, token }).get('/api/hosts').then(({ hosts }) => hosts)
}

/** Everything that runs for a data folder, PostgreSQL included. @param {string} folder @returns {string[]} */
function processesOf(folder) {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid)
    .flatMap((pid) => {
      try {
        const command = readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\u0000', ' ')
        return command.includes(folder) || readFileSync(`/proc/${pid}/environ`, 'utf8').includes(folder)
          ? [`${pid} ${command}`]
          : []
      } catch {
        // It ended meanwhile, or is somebody else's.
        return []
      }
    })
}

describe('npm start refuses', () => {
  it('a port that is in use, with the way out', async () => {
    const taken = createServer().listen(0, '127.0.0.1')
    await once(taken, 'listening')
    const address = taken.address()
    const running = start(typeof address === 'object' ? Number(address?.port) : 0)
    expect(await ended(running.child)).toBe(1)
    taken.close()
    expect(running.lines.join('\n')).toMatch(/error port_in_use: [\s\S]*what to do: .*GOHERD_PORT=/)
    expect(existsSync(join(data, 'running.json'))).toBe(false)
  })

  it('a source of Go that is none', async () => {
    const running = start(await freePort(), { GOHERD_GO_SOURCE: data })
    expect(await ended(running.child)).toBe(1)
    expect(running.lines.join('\n')).toContain('error bad_go_source')
  })
})

describe.skipIf(!go || process.platform !== 'linux')('npm start with real Go', { timeout: 300_000 }, () => {
  it('brings up a fleet, stops without a trace, and comes back to what was there', async () => {
    const port = await freePort()
    const first = start(port)
    const url = await ready(first)
    const visit = await fetch(url, { redirect: 'manual' })
    expect(visit.status).toBeGreaterThanOrEqual(300)
    expect(visit.headers.get('set-cookie')).toBeTruthy()
    expect(statSync(join(data, 'cli.json')).mode & 0o777).toBe(0o600)
    const { server, token } = JSON.parse(readFileSync(join(data, 'cli.json'), 'utf8'))
    const [before] = await hostsOf(server, token)
    expect(before).toMatchObject({
      name: 'canary-1',
      group: 'canary',
      state: 'drifted',
      drift: [{ kind: 'settings' }],
    })

    const other = start(await freePort())
    expect(await ended(other.child)).toBe(1)
    expect(other.lines.join('\n')).toContain('error already_running')

    expect(await ended(first.child, 'SIGINT')).toBe(0)
    expect(processesOf(data)).toEqual([])
    expect(first.lines.filter((line) => line.startsWith('Goherd is ready: '))).toHaveLength(1)

    const second = start(await freePort())
    await ready(second)
    const again = JSON.parse(readFileSync(join(data, 'cli.json'), 'utf8'))
    expect(again.token).toBe(token)
    const [after] = await hostsOf(again.server, token)
    expect(after).toMatchObject({ id: before.id, state: 'drifted', wantedEpoch: before.wantedEpoch })
  })

  it('starts without hosts, completes the fleet the next time, and goes on after it was killed', async () => {
    const port = await freePort()
    const first = start(port, { GOHERD_DEMO_HOSTS: '0' })
    await ready(first)
    expect(await ended(first.child, 'SIGTERM')).toBe(0)

    const second = start(port)
    await ready(second)
    second.child.kill('SIGKILL')
    await ended(second.child)

    const third = start(port)
    await ready(third)
    const agent = processesOf(data).find((line) => line.includes('goherd-agent.mjs'))
    process.kill(Number(agent?.split(' ')[0]), 'SIGKILL')
    await vi.waitFor(
      () => expect(third.lines.join('\n')).toMatch(/canary-1 ended \(SIGKILL\); it is started again/),
      10_000,
    )
    expect(await ended(third.child, 'SIGTERM')).toBe(0)
    expect(processesOf(data)).toEqual([])
  })
})
