import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { type FleetServer, startFleetServer } from './fleet-server.js'
import { buildGoherd, type Goherd } from './goherd.js'
import { problemBody, TOKEN } from './protocol-server.js'
import { HASH } from './rollout-samples.js'

let server: FleetServer
let goherd: Goherd
let file = ''
const run = (args: string[], stdin?: string) =>
  goherd.run(args, {
    env: { GOHERD_SERVER: server.url, GOHERD_TOKEN: TOKEN },
    ...(stdin === undefined ? {} : { stdin }),
  })

const FLEET = 'version: 1\ngroups:\n  build:\n    go: 1.20\n    drill: 7d\n'

beforeAll(async () => {
  goherd = await buildGoherd()
  file = join(goherd.home, 'fleet.yaml')
  writeFileSync(file, FLEET)
})
afterAll(() => goherd.remove())
beforeEach(async () => {
  server = await startFleetServer()
  return async () => {
    await server.close()
    expect(server.mistakes).toEqual([])
  }
})

const unchanged = () => {
  server.rollouts.diff = {
    ...server.rollouts.diff,
    changes: [{ group: 'build', kind: 'unchanged', hosts: 2, lines: [], says: '' }],
    hosts: 0,
  }
}

describe('plan', () => {
  it('shows the diff and ends with 3', async () => {
    const { exit, stdout } = await run(['plan', '-f', file])
    expect(exit).toBe(3)
    expect(stdout).toBe(
      '~ build (2 hosts): set at once\n    go: go1.22.12 → go1.23.5\n2 hosts would change.\n',
    )
    expect(server.bodies.get('POST /api/fleet-file/plan')).toMatchObject({
      file: { version: 1, groups: { build: { go: '1.20', drillEveryDays: 7 } } },
    })
  })

  it('ends with 0 when there is none, and with 1 when something cannot be', async () => {
    unchanged()
    expect((await run(['plan', '-f', file, '--json'])).exit).toBe(0)
    server.rollouts.diff = {
      ...server.rollouts.diff,
      changes: [{ group: 'build', kind: 'cannot', hosts: 2, lines: [], says: 'no such release' }],
    }
    expect((await run(['plan', '-f', file])).exit).toBe(1)
  })

  it('reads stdin', async () => {
    expect((await run(['plan', '-f', '-'], FLEET)).exit).toBe(3)
    const { exit, stderr } = await run(['plan', '-f', '-'], 'version: 1\ngruops: {}\n')
    expect(exit).toBe(2)
    expect(stderr).toContain('stdin:2:1: nothing reads gruops: did you mean groups?')
  })

  it('without a file, or with none that is there', async () => {
    expect((await run(['plan'])).exit).toBe(2)
    expect((await run(['plan', '-f', 'nosuch.yaml'])).exit).toBe(2)
    expect(server.seen).toEqual([])
  })
})

describe('apply', () => {
  const apply = (...more: string[]) => run(['apply', '-f', file, '--reason', 'as in git', ...more])

  it('sends the hash of the diff, once that is agreed to', async () => {
    expect((await apply()).exit).toBe(2)
    expect(server.seen).not.toContain('POST /api/fleet-file/apply')
    const { exit, stdout } = await apply('--yes')
    expect({ exit, stdout }).toEqual({ exit: 0, stdout: '~ build: revision 12\n' })
    expect(server.bodies.get('POST /api/fleet-file/apply')).toMatchObject({
      hash: HASH,
      reason: 'as in git',
    })
  })

  it('does nothing, and needs no yes, when the fleet is as the file says', async () => {
    unchanged()
    const { exit, stdout } = await apply()
    expect({ exit, stdout }).toEqual({ exit: 0, stdout: 'The fleet is as the file says.\n' })
    expect(server.seen).toEqual(['POST /api/fleet-file/plan'])
  })

  it('ends with 7 when the diff is another by then', async () => {
    const body = problemBody('plan_stale', 'another by then', 'Look again.')
    server.break('POST /api/fleet-file/apply', { status: 409, body })
    expect((await apply('--yes')).exit).toBe(7)
  })

  it('ends with 1 when a group could not be changed, and names it', async () => {
    const [change] = server.rollouts.diff.changes
    if (!change) throw new Error('one change')
    const changes = [{ ...change, kind: 'cannot', says: 'no archive', revision: null, rollout: null }]
    server.break('POST /api/fleet-file/apply', { status: 200, body: JSON.stringify({ changes }) })
    const { exit, stdout } = await apply('--yes')
    expect({ exit, stdout }).toEqual({ exit: 1, stdout: '✗ build: no archive\n' })
  })
})
