import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { type FleetServer, startFleetServer } from './fleet-server.js'
import { buildGoherd, type Goherd } from './goherd.js'
import { problemBody, TOKEN } from './protocol-server.js'
import { APPROVING, COMPLETED, HASH, PAUSED, rolloutView } from './rollout-samples.js'

let server: FleetServer
let goherd: Goherd
const env = () => ({ GOHERD_SERVER: server.url, GOHERD_TOKEN: TOKEN })
const run = (...args: string[]) => goherd.run(args, { env: env() })
const GO = ['--group', 'build', '--go', '1.23']
const START = ['rollout', 'start', ...GO, '--reason', 'newest line']

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

describe('a rollout is planned and started', () => {
  it('plan shows what it would do', async () => {
    const { exit, stdout } = await run('rollout', 'plan', ...GO, '--stages', '1,100%')
    expect(exit).toBe(0)
    expect(stdout).toContain('build: go1.22.12 → go1.23.5')
    expect(server.bodies.get('POST /api/rollouts/plan')).toMatchObject({
      groups: ['build'],
      change: { go: '1.23' },
      stages: [{ size: 1 }, { size: '100%' }],
    })
  })

  it('start sends the plan that came out with its hash, and only when it is agreed to', async () => {
    const refused = await run(...START)
    expect(refused.exit).toBe(2)
    expect(refused.stderr).toContain('--yes')
    expect(server.seen).not.toContain('POST /api/rollouts')
    const { exit, json, stderr } = await run(...START, '--yes', '--json')
    expect({ exit, stderr }).toEqual({ exit: 0, stderr: '' })
    expect(json()).toMatchObject({ id: 'ro-1', outcome: null })
    expect(server.bodies.get('POST /api/rollouts')).toMatchObject({ hash: HASH, reason: 'newest line' })
  })

  it('--hash starts exactly that plan, and ends with 7 when it is another by then', async () => {
    expect((await run(...START, '--hash', HASH)).exit).toBe(0)
    const { exit, stderr } = await run(...START, '--hash', 'e'.repeat(64))
    expect(exit).toBe(7)
    expect(stderr).toMatch(/^plan_stale: /)
    server.break('POST /api/rollouts', { status: 409, body: problemBody('plan_stale', 'late', 'Again.') })
    expect((await run(...START, '--yes')).exit).toBe(7)
  })

  it('takes how it goes from a file', async () => {
    const file = join(goherd.home, 'policy.yaml')
    writeFileSync(file, 'stages:\n  - { size: 1, soak: 10m }\nspreadBy: rack\n')
    expect((await run('rollout', 'plan', ...GO, '-f', file)).exit).toBe(0)
    expect(server.bodies.get('POST /api/rollouts/plan')).toMatchObject({
      stages: [{ size: 1, soakSeconds: 600 }],
      spreadBy: 'rack',
    })
  })

  it('has fewer stages for few hosts when nobody names them', async () => {
    await run('rollout', 'plan', ...GO)
    expect(server.bodies.get('POST /api/rollouts/plan')).toMatchObject({
      stages: [{ size: 1 }, { size: '100%' }],
    })
  })

  it('a policy is sent whole', async () => {
    await run('rollout', 'plan', ...GO, '--keep', '4')
    expect(server.bodies.get('POST /api/rollouts/plan')).toMatchObject({
      change: { go: '1.23', policy: { keep: 4 } },
    })
  })

  it.each([
    [['rollout', 'plan', '--go', '1.23'], 'it is not said which groups'],
    [['rollout', 'plan', ...GO, '--soak', 'long'], '--soak long'],
    [['rollout', 'start', ...GO, '--yes'], 'needs a reason'],
    [['rollout', 'plan', ...GO, '-f', '/nosuch.yaml'], '/nosuch.yaml cannot be read'],
    [['rollout', 'abort', 'ro-1', '--reason', 'x', '--yes'], '--hosts revert'],
    [['rollout', 'pause', 'ro-1'], 'needs a reason'],
    [['rollout', 'abort', 'ro-1', '--hosts', 'burn', '--reason', 'x'], 'burn'],
  ])('%j is a usage error before anything is asked', async (args, message) => {
    const { exit, stderr } = await run(...args)
    expect(exit).toBe(2)
    expect(stderr).toContain(message)
    expect(server.seen).toEqual([])
  })
})

describe('a rollout is watched', () => {
  const frames = (stdout: string) =>
    stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line))

  it('--json streams events and changes and ends with the outcome', async () => {
    const { exit, stdout, stderr } = await run('rollout', 'watch', 'ro-1', '--json')
    expect({ exit, stderr }).toEqual({ exit: 0, stderr: '' })
    const types = frames(stdout).map(({ type }) => type)
    expect(types).toEqual(['event', 'event', 'rollout', 'rollout', 'outcome'])
    expect(frames(stdout).at(-1)).toMatchObject({ outcome: 'completed' })
  })

  it('start --watch goes on to the end', async () => {
    const { exit, stdout, stderr } = await run(...START, '--yes', '--watch')
    expect(exit).toBe(0)
    expect(stderr).toBe('rollout ro-1\n')
    expect(stdout).toMatch(/rollout ro-1 of 4 hosts\n.*stage 1 of 2, updating\n/)
    expect(stdout).toContain('Completed\n')
  })

  it.each(['reverted', 'kept', 'overridden', 'superseded'] as const)('%s ends with 4', async (outcome) => {
    server.rollouts.looks = [{ ...COMPLETED, outcome }]
    expect((await run('rollout', 'watch', 'ro-1')).exit).toBe(4)
  })

  it.each([
    ['an approval', APPROVING, 'goherd rollout approve ro-1'],
    ['a person, because it is paused', PAUSED, 'It is paused: stage 1: 1 host failed, 0 may.'],
  ])('waits for %s: ends with 5 where nobody can be asked', async (_, view, note) => {
    server.rollouts.looks = [rolloutView(), view]
    const { exit, stderr } = await run('rollout', 'watch', 'ro-1', '--no-input')
    expect(exit).toBe(5)
    expect(stderr).toContain(note)
    server.rollouts.looks = [view]
    expect((await run('rollout', 'watch', 'ro-1', '--exit-on-approval', '--quiet')).exit).toBe(5)
  })

  it('else it goes on watching, until --timeout ends that and not the rollout', async () => {
    server.rollouts.looks = [APPROVING]
    const { exit, stderr } = await run('rollout', 'watch', 'ro-1', '--timeout', '2500ms')
    expect(exit).toBe(124)
    expect(stderr).toContain('It goes on. Watch it again: goherd rollout watch ro-1')
  })

  it('Ctrl-C ends the watching with 130', async () => {
    server.rollouts.looks = [rolloutView()]
    const running = goherd.start(['rollout', 'watch', 'ro-1', '--json'], { env: env() })
    await expect.poll(() => running.stdout(), { timeout: 30_000 }).toContain('"type":"rollout"')
    running.child.kill('SIGINT')
    expect((await running.ended).exit).toBe(130)
  })
})

describe('a rollout is controlled', () => {
  const command = () => server.bodies.get('POST /api/rollouts/ro-1/commands')

  it.each([
    [['pause', '--reason', 'red'], { command: 'pause', reason: 'red' }],
    [['resume'], { command: 'resume', reason: '' }],
    [['promote', '--reason', 'soaked'], { command: 'promote', reason: 'soaked' }],
    [['retry', '--reason', 'disks'], { command: 'retry', reason: 'disks' }],
    [['approve', '--yes'], { command: 'approve', hash: HASH }],
    [['approve', '--hash', HASH, '--yes'], { command: 'approve', hash: HASH }],
    [
      ['abort', '--hosts', 'revert', '--reason', 'bad', '--yes'],
      { command: 'abort', hosts: 'revert', reason: 'bad' },
    ],
  ])('%j', async ([verb = '', ...options], body) => {
    const { exit, json } = await run('rollout', verb, 'ro-1', ...options, '--json')
    expect(exit).toBe(0)
    expect(json()).toMatchObject({ id: 'ro-1' })
    expect(command()).toEqual(body)
  })

  it.each(['approve', 'abort'])('%s is not done without a yes', async (verb) => {
    const { exit } = await run('rollout', verb, 'ro-1', '--hosts', 'keep', '--reason', 'x')
    expect(exit).toBe(2)
    expect(command()).toBeUndefined()
  })

  it('a command that makes no sense now says so as the server does', async () => {
    const body = problemBody('rollout_not_paused', 'it is not paused', 'Nothing has to be resumed.')
    server.break('POST /api/rollouts/ro-1/commands', { status: 409, body })
    const { exit, stderr } = await run('rollout', 'resume', 'ro-1')
    expect({ exit, stderr }).toEqual({
      exit: 1,
      stderr: 'rollout_not_paused: it is not paused. Nothing has to be resumed.\n',
    })
  })

  it('ls and get', async () => {
    expect((await run('rollout', 'ls', '--json')).json()).toMatchObject([{ id: 'ro-1' }])
    expect((await run('rollout', 'get', 'ro-1', '--json')).json()).toMatchObject({ id: 'ro-1' })
  })
})
