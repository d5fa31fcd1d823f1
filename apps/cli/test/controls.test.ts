import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type FleetServer, startFleetServer } from './fleet-server.js'
import { buildGoherd, type Goherd } from './goherd.js'
import { TOKEN } from './protocol-server.js'

let server: FleetServer
let goherd: Goherd
const run = (...args: string[]) =>
  goherd.run(args, { env: { GOHERD_SERVER: server.url, GOHERD_TOKEN: TOKEN } })

beforeAll(async () => {
  server = await startFleetServer()
  goherd = await buildGoherd()
})
afterAll(async () => {
  goherd.remove()
  await server.close()
  expect(server.mistakes).toEqual([])
})

describe('recalls and freezes', () => {
  it('a release is recalled for a time, and lifted', async () => {
    const before = Date.now()
    const { stdout } = await run('releases', 'recall', 'go1.23.5', '--reason', 'miscompiles', '--for', '30d')
    expect(stdout).toBe('go1.23.5 is recalled until somebody lifts it.\n')
    const body = server.bodies.get('POST /api/releases/go1.23.5/recall')
    const expiresAt = Date.parse(String(Reflect.get(Object(body), 'expiresAt')))
    expect(expiresAt - before).toBeGreaterThanOrEqual(30 * 86_400_000)
    expect((await run('releases', 'lift', 'go1.23.5')).stdout).toBe('The recall of go1.23.5 is lifted.\n')
    expect((await run('releases', 'recall', 'go1.23.5')).exit).toBe(2)
    const bad = await run('releases', 'recall', 'go1.23.5', '--reason', 'x', '--for', 'ever')
    expect(bad.exit).toBe(2)
    expect(bad.stderr).toContain('--for 30d')
  })

  it('the fleet is frozen', async () => {
    expect((await run('freeze', '--reason', 'release day', '--json')).json()).toMatchObject({ by: 'ada' })
    expect(server.bodies.get('POST /api/fleet/freeze')).toEqual({ reason: 'release day' })
  })
})

describe('a certificate', () => {
  it('is printed, or written to a file', async () => {
    const printed = await run('rollback', 'certificate', 'rb-1', '--json')
    expect(printed.json()).toMatchObject({ signature: 'a.b.c' })
    const file = join(goherd.home, 'rb-1.json')
    const { stdout, stderr } = await run('rollback', 'certificate', 'rb-1', '-o', file)
    expect({ stdout, stderr }).toEqual({ stdout: '', stderr: `Written to ${file}.\n` })
    expect(JSON.parse(readFileSync(file, 'utf8'))).toMatchObject({ signature: 'a.b.c' })
    const failed = await run('rollback', 'certificate', 'rb-1', '-o', '/nosuch/folder/file')
    expect(failed.exit).toBe(1)
    expect(failed.stderr).toMatch(/^file_not_written: .*Give -o another path/)
  })
})

describe('drills', () => {
  it('one is held until it is forth again, and ends with 4 when it failed', async () => {
    const { exit, stdout } = await run('drill', 'run', '--group', 'build')
    expect(exit).toBe(0)
    expect(stdout).toContain('in 1.3 s, and forth again in 900 ms.')
    expect((await run('drill', 'run', '--group', 'bad', '--json')).exit).toBe(4)
    expect((await run('drill', 'run')).exit).toBe(2)
  })

  it('ls, and the schedule', async () => {
    expect((await run('drill', 'ls', '--json')).json()).toMatchObject([{ id: 'd-1' }, { id: 'd-0' }])
    expect((await run('drill', 'schedule', '--json')).json()).toMatchObject([{ everyDays: 7 }])
    await run('drill', 'schedule', '--group', 'build', '--every', '7d')
    const asked = () => server.bodies.get('PUT /api/drills/schedules')
    expect(asked()).toEqual({ group: 'build', everyDays: 7 })
    await run('drill', 'schedule', '--group', 'build', '--every', 'never')
    expect(asked()).toEqual({ group: 'build', everyDays: null })
    expect((await run('drill', 'schedule', '--group', 'build', '--every', '5h')).exit).toBe(2)
  })
})

describe('webhooks', () => {
  it('are added with a secret that is shown once, listed and removed', async () => {
    const url = 'https://desk.example.com'
    const added = await run('webhooks', 'add', 'desk', '--url', url, '--event', 'rollout.paused')
    expect(added.stdout).toBe('whsec_once\n')
    expect(server.bodies.get('POST /api/webhooks')).toEqual({
      ...{ name: 'desk', url, events: ['rollout.paused'] },
      ...{ format: 'json' },
    })
    expect((await run('webhooks', 'add', 'desk', '--url', 'desk')).exit).toBe(2)
    expect((await run('webhooks', 'add', 'desk', '--url', url, '--event', 'rain')).exit).toBe(2)
    expect((await run('webhooks', 'ls', '--json')).json()).toMatchObject([{ name: 'desk' }])
    expect((await run('webhooks', 'rm', 'desk', '--json')).json()).toEqual([])
  })

  it('have deliveries, which can be sent again, and tests', async () => {
    const deliveries = await run('webhooks', 'deliveries', 'desk', '--json')
    expect(deliveries.json()).toMatchObject([{ id: 'del-1' }])
    const again = await run('webhooks', 'redeliver', 'desk', 'del-1', '--json')
    expect(again.json()).toMatchObject({ state: 'waiting' })
    expect((await run('webhooks', 'test', 'desk')).stdout).toContain('goherd webhooks deliveries desk')
  })
})
