import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { plan, rollback, rolledBack } from './fleet.js'
import { type FleetServer, startFleetServer } from './fleet-server.js'
import { buildGoherd, type Goherd } from './goherd.js'
import { problemBody, TOKEN } from './protocol-server.js'

let server: FleetServer
let goherd: Goherd
const env = () => ({ GOHERD_SERVER: server.url, GOHERD_TOKEN: TOKEN })
const run = (...args: string[]) => goherd.run(['rollback', ...args], { env: env() })
/** A process takes its time to start on a busy machine. */
const SLOW = { timeout: 30_000 }
const CONFIRMED = ['--group', 'build', '--reason', 'cgo is broken', '--confirm', 'ROLL BACK 2']

beforeAll(async () => {
  goherd = await buildGoherd()
})
afterAll(() => goherd.remove())
beforeEach(async () => {
  server = await startFleetServer()
  return async () => {
    await server.close()
    expect(server.mistakes).toEqual([])
  }
})

describe('carried out', () => {
  it('waits for the proofs and answers the whole rollback', async () => {
    const { exit, stderr, json } = await run(...CONFIRMED, '--json')
    expect({ exit, stderr }).toEqual({ exit: 0, stderr: '' })
    expect(json()).toMatchObject({ id: 'rb-1', state: 'complete', hosts: 2, proved: 2, debt: [] })
    expect(server.bodies.get('POST /api/rollbacks/plan')).toEqual({
      scope: { kind: 'group', group: 'build' },
      target: 'last-good',
    })
    expect(server.bodies.get('POST /api/rollbacks')).toEqual({
      plan: 'plan-1',
      confirm: 'ROLL BACK 2',
      reason: 'cgo is broken',
    })
  })

  it('without a terminal prints plain lines for each change, the data on stdout', async () => {
    const { stdout, stderr } = await run(...CONFIRMED)
    expect(stdout).toContain('COMPLETE  2 of 2 hosts proved by digest in 4.2 s\n  rollback rb-1\n')
    expect(stderr.split('\n')).toEqual([
      '0 of 2 hosts proved · 2 working',
      '1 of 2 hosts proved · 1 working',
      '2 of 2 hosts proved · 0 working',
      'The fleet is frozen until somebody lifts it: goherd lift --reason "…"',
      '',
    ])
  })

  it('takes the fleet to a named revision', async () => {
    await run('--all', '--to', '4', '--reason', 'bad', '--confirm', 'ROLL BACK 2', '--quiet')
    expect(server.bodies.get('POST /api/rollbacks/plan')).toEqual({ scope: { kind: 'fleet' }, target: 4 })
  })

  it('--no-wait returns at once with the rollback running', async () => {
    const { exit, json } = await run(...CONFIRMED, '--no-wait', '--json')
    expect(exit).toBe(0)
    expect(json()).toMatchObject({ id: 'rb-1', state: 'running' })
    expect(server.seen).not.toContain('GET /api/rollbacks/rb-1')
  })

  it('looks again at every word of the live socket, not only once a second', async () => {
    server.state.rollbackLooks = [rollback()]
    const running = goherd.start(['rollback', ...CONFIRMED, '--json'], { env: env() })
    await expect.poll(() => server.live(), SLOW).toBe(1)
    const looks = () => server.seen.filter((asked) => asked === 'GET /api/rollbacks/rb-1').length
    const begun = Date.now()
    for (let nudge = 1; nudge <= 20; nudge += 1) {
      const before = looks()
      server.tell('rollback.changed', { seq: nudge, rollback: rollback() })
      await expect.poll(looks, { ...SLOW, interval: 5 }).toBeGreaterThan(before)
    }
    expect(Date.now() - begun).toBeLessThan(10_000)
    server.state.rollbackLooks = [rolledBack()]
    expect((await running.ended).exit).toBe(0)
  })

  it.each(['incomplete', 'superseded'] as const)('ends with 4 when it ends %s', async (state) => {
    server.state.rollbackLooks = [
      rollback({ state, failed: [{ host: 'ci-1', reason: 'disk full' }], pending: [] }),
    ]
    const { exit, stdout } = await run(...CONFIRMED)
    expect(exit).toBe(4)
    expect(stdout).toContain('disk full')
  })

  it('rides out a server that is away for a moment', async () => {
    const running = goherd.start(['rollback', ...CONFIRMED], { env: env() })
    server.break('GET /api/rollbacks/rb-1', {
      status: 503,
      body: problemBody('starting', 'not ready', 'Wait.'),
    })
    await expect.poll(running.stderr, SLOW).toContain('not ready; still trying')
    server.break('GET /api/rollbacks/rb-1', { status: 200, body: JSON.stringify(rolledBack()) })
    expect((await running.ended).exit).toBe(0)
  })

  it('stops waiting at --timeout with 124, what it knows on stdout', async () => {
    server.state.rollbackLooks = [rollback({ proved: 1, pending: ['ci-2'] })]
    const { exit, stderr, json } = await run(...CONFIRMED, '--timeout', '3s', '--json')
    expect(exit).toBe(124)
    expect(json()).toMatchObject({ id: 'rb-1', state: 'running', proved: 1 })
    expect(JSON.parse(stderr)).toMatchObject({ error: { code: 'timeout' } })
  })

  it('stops waiting at Ctrl-C with 130 and says that the rollback goes on', async () => {
    server.state.rollbackLooks = [rollback()]
    const running = goherd.start(['rollback', ...CONFIRMED], { env: env() })
    await expect.poll(() => server.live(), SLOW).toBe(1)
    running.child.kill('SIGINT')
    const { exit, stderr } = await running.ended
    expect(exit).toBe(130)
    expect(stderr).toContain('It goes on. Watch it again: goherd rollback get rb-1 --wait')
  })
})

describe('not carried out', () => {
  const started = () => server.seen.includes('POST /api/rollbacks')

  it('--dry-run prints the plan and the text to pass', async () => {
    const { exit, stdout } = await run('--group', 'build', '--dry-run')
    expect(exit).toBe(0)
    expect(stdout).toContain('2 hosts: 1 will change · 1 already there')
    expect(stdout).toContain('--confirm "ROLL BACK 2"')
    expect((await run('--group', 'build', '--dry-run', '--json')).json()).toMatchObject({ id: 'plan-1' })
    expect(started()).toBe(false)
  })

  it('without --confirm and without a terminal says exactly what to pass', async () => {
    const { exit, stderr } = await run('--group', 'build', '--reason', 'bad')
    expect(exit).toBe(2)
    expect(stderr).toBe(
      'confirmation_needed: this takes back 2 hosts and is not confirmed. Look at it with --dry-run, then pass --confirm "ROLL BACK 2".\n',
    )
    expect(started()).toBe(false)
  })

  it('with the text of another plan', async () => {
    const { exit, stderr } = await run(
      '--group',
      'build',
      '--reason',
      'x',
      '--confirm',
      'ROLL BACK 3',
      '--json',
    )
    expect(exit).toBe(2)
    expect(JSON.parse(stderr)).toMatchObject({ error: { code: 'confirmation_differs' } })
    expect(started()).toBe(false)
  })

  it('--yes is no way around it', async () => {
    const { exit, stderr } = await run('--all', '--reason', 'x', '--yes')
    expect(exit).toBe(2)
    expect(stderr).toContain("unknown option '--yes'")
  })

  it.each([
    [['--reason', 'x', '--confirm', 'y']],
    [['--group', 'build', '--all', '--reason', 'x', '--confirm', 'y']],
    [['--group', 'build', '--confirm', 'y']],
    [['--group', 'build', '--to', 'yesterday', '--reason', 'x']],
  ])('%j is a usage error before anything is asked', async (args) => {
    expect((await run(...args)).exit).toBe(2)
    expect(server.seen).toEqual([])
  })

  it.each(['plan_expired', 'plan_stale'])('ends with 7 when the plan no longer holds: %s', async (code) => {
    server.break('POST /api/rollbacks', { status: 409, body: problemBody(code, 'too late', 'Plan again.') })
    const { exit, stderr } = await run(...CONFIRMED)
    expect(exit).toBe(7)
    expect(stderr).toBe(`${code}: too late. Plan again.\n`)
  })

  it('when there is no host to take back', async () => {
    server.state.plan = plan({ hosts: 0, willChange: [], already: [], confirm: 'ROLL BACK 0' })
    const { exit, stderr } = await run('--all', '--reason', 'x', '--confirm', 'ROLL BACK 0')
    expect(exit).toBe(1)
    expect(stderr).toContain('no managed host is enrolled')
    expect(started()).toBe(false)
  })
})

describe('afterwards', () => {
  it('rollback ls and get', async () => {
    server.state.rollbackLooks = [rolledBack()]
    expect((await run('ls', '--json')).json()).toMatchObject([{ id: 'rb-1', state: 'complete' }])
    expect((await run('get', 'rb-1', '--json')).json()).toMatchObject({ id: 'rb-1', proved: 2 })
  })

  it('rollback get does not wait unless told to', async () => {
    server.state.rollbackLooks = [rollback()]
    const { exit, stderr, json } = await run('get', 'rb-1', '--json')
    expect({ exit, stderr }).toEqual({ exit: 0, stderr: '' })
    expect(json()).toMatchObject({ state: 'running' })
  })

  it('rollback get --wait ends as the rollback ends', async () => {
    server.state.rollbackLooks = [rollback(), rollback({ state: 'incomplete' })]
    expect((await run('get', 'rb-1', '--wait', '--json')).exit).toBe(4)
  })
})
