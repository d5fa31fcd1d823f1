import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type FleetServer, startFleetServer } from './fleet-server.js'
import { buildGoherd, type Goherd } from './goherd.js'
import { TOKEN } from './protocol-server.js'

let server: FleetServer
let goherd: Goherd
const json = (...args: string[]) =>
  goherd.run([...args, '--json'], { env: { GOHERD_SERVER: server.url, GOHERD_TOKEN: TOKEN } })
const text = (...args: string[]) =>
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

describe('looking', () => {
  it('status gives the counts and the freeze', async () => {
    const { exit, stderr, json: value } = await json('status')
    expect({ exit, stderr }).toEqual({ exit: 0, stderr: '' })
    expect(value()).toMatchObject({
      hosts: { total: 3, inSync: 1, drifted: 1, updating: 0, offline: 1, failed: 0 },
      frozen: true,
    })
  })

  it('status in words is a sentence, the counts and what is frozen', async () => {
    const { stdout } = await text('status')
    expect(stdout).toContain('1 of 3 hosts match. 1 drifted, 1 offline, 1 on an unsupported Go.')
    expect(stdout).toContain('FROZEN by ada')
  })

  it('hosts ls reads every page and answers an array', async () => {
    const { exit, json: value } = await json('hosts', 'ls')
    expect(exit).toBe(0)
    expect(value()).toMatchObject([
      { name: 'ci-1', group: 'build', wanted: 'go1.22.12', actual: 'go1.22.12', state: 'in-sync', drift: [] },
      {
        name: 'ci-2',
        state: 'drifted',
        drift: [{ kind: 'link', reason: expect.any(String) }],
        root: '/srv/ci-2',
      },
      { name: 'edge-1', group: 'canary', state: 'offline', online: false },
    ])
  })

  it('hosts ls passes its filters on', async () => {
    expect((await json('hosts', 'ls', '--group', 'canary')).json()).toMatchObject([{ name: 'edge-1' }])
    expect((await json('hosts', 'ls', '--state', 'drifted', '--search', 'ci')).json()).toMatchObject([
      { name: 'ci-2' },
    ])
  })

  it('hosts ls and drift take a query, and say where it cannot be read', async () => {
    expect((await json('hosts', 'ls', '-q', '-state:drifted group:b*')).json()).toMatchObject([
      { name: 'ci-1' },
    ])
    expect((await json('drift', '-q', 'name:ci-*')).json()).toMatchObject([{ name: 'ci-2' }])
    expect(await json('drift', '-q', 'name:edge-*')).toMatchObject({ exit: 0 })
    const { exit, stderr } = await text('hosts', 'ls', '-q', 'ci stat:x')
    expect(exit).toBe(2)
    expect(stderr).toContain('at "stat", character 4: there is no field stat')
    expect(stderr).toContain('Did you mean state?')
  })

  it('hosts label sets and takes away, for names and for a query', async () => {
    expect((await json('hosts', 'label', 'ci-1', 'ci-2', 'env=prod', 'rack-')).json()).toEqual({
      done: 2,
      refused: [],
    })
    expect(server.bodies.get('POST /api/hosts/bulk')).toEqual({
      hosts: { kind: 'named', names: ['ci-1', 'ci-2'] },
      change: { kind: 'label', set: { env: 'prod' }, unset: ['rack'] },
    })
    await json('hosts', 'label', 'note=a=b', '-q', 'name:ci-*')
    expect(server.bodies.get('POST /api/hosts/bulk')).toEqual({
      hosts: { kind: 'query', q: 'name:ci-*', expected: 2 },
      change: { kind: 'label', set: { note: 'a=b' }, unset: [] },
    })
  })

  it.each([
    [['hosts', 'label', 'ci-1'], 'no label is given'],
    [['hosts', 'label', 'env=prod'], 'no host is given'],
    [['hosts', 'label', 'ci-1', 'env=prod', '-q', 'a'], 'not both'],
    [['hosts', 'label', 'env=prod', '-q', 'name:nobody'], 'no host fits name:nobody'],
    [['hosts', 'rm', 'ci-1', '--reason', 'scrapped'], 'nobody can be asked'],
  ])('%j is a mistake of usage', async (args, says) => {
    const { exit, stderr } = await text(...args)
    expect(exit).toBe(2)
    expect(stderr).toContain(says)
  })

  it('hosts rm tells which hosts refused, and ends with an error then', async () => {
    const { exit, stdout } = await text('hosts', 'rm', 'ci-1', 'edge-1', '--reason', 'scrapped', '--yes')
    expect(exit).toBe(1)
    expect(stdout).toContain('1 host removed.')
    expect(stdout).toContain('edge-1: the host is not connected')
    expect(server.bodies.get('POST /api/hosts/bulk')).toEqual({
      hosts: { kind: 'named', names: ['ci-1', 'edge-1'] },
      change: { kind: 'remove', reason: 'scrapped' },
    })
  })

  it('hosts recheck takes many', async () => {
    expect((await json('hosts', 'recheck', '-q', 'state:in-sync', '--no-bytes')).json()).toMatchObject({
      done: 1,
    })
    expect(server.bodies.get('POST /api/hosts/bulk')).toEqual({
      hosts: { kind: 'query', q: 'state:in-sync', expected: 1 },
      change: { kind: 'recheck', bytes: false },
    })
  })

  it('hosts get shows one host with its snapshots', async () => {
    expect((await json('hosts', 'get', 'ci-2')).json()).toMatchObject({
      name: 'ci-2',
      observed: { snapshots: [{ id: 'snap-1' }] },
    })
    const { stdout } = await text('hosts', 'get', 'ci-2')
    expect(stdout).toContain('expected  go1.22.12')
    expect(stdout).toContain('snap-1')
  })

  it('hosts logs answers the events', async () => {
    expect((await json('hosts', 'logs', 'ci-1')).json()).toMatchObject([{ kind: 'switch' }])
  })

  it('groups ls, get and history', async () => {
    expect((await json('groups', 'ls')).json()).toMatchObject([{ name: 'build' }, { name: 'canary' }])
    expect((await json('groups', 'get', 'build')).json()).toMatchObject({ name: 'build', revision: 2 })
    expect((await json('groups', 'history', 'build')).json()).toMatchObject([
      {
        revision: 2,
        release: 'go1.22.12',
        parent: 1,
        author: 'ada',
        reason: 'step 2',
        current: true,
        goodAt: null,
      },
      { revision: 1, parent: null, current: false, goodAt: expect.any(String) },
    ])
  })

  it('releases ls is newest first', async () => {
    expect((await json('releases', 'ls')).json()).toMatchObject([
      { release: 'go1.22.12' },
      { release: 'go1.21.13' },
    ])
  })

  it('drift ends with 3 when there is any, and 0 when there is none', async () => {
    const drifted = await json('drift')
    expect(drifted.exit).toBe(3)
    expect(drifted.json()).toMatchObject([{ name: 'ci-2', drift: [{ kind: 'link' }] }])
    server.state.drifted = false
    const { exit, json: value } = await json('drift')
    server.state.drifted = true
    expect({ exit, value: value() }).toEqual({ exit: 0, value: [] })
  })

  it('drift --explain tells expected, found and reason of one host', async () => {
    const { exit, stdout } = await text('drift', '--explain', 'ci-2')
    expect(exit).toBe(3)
    expect(stdout).toContain('found     go1.21.13')
    expect((await text('drift', '--explain', 'ci-1')).exit).toBe(0)
  })

  it('audit ls shows what the server says, with escape sequences made visible', async () => {
    expect((await json('audit', 'ls', '--target', 'host:ci-1', '--limit', '1')).json()).toMatchObject([
      { id: 9, target: 'host:ci-1' },
    ])
    const { stdout } = await text('audit', 'ls')
    expect(stdout).toContain('red\\u001b[31m alert')
    expect(stdout).not.toContain('\u001b')
  })
})

describe('changing', () => {
  it('groups set sends what was asked, and prints resolution and warnings on stderr', async () => {
    const args = [
      'groups',
      'set',
      'build',
      '--go',
      '1.22',
      '--env',
      'GOFLAGS=-mod=readonly',
      '--unset',
      'GOPROXY',
      '--reason',
      'patch',
    ]
    const { exit, stdout, stderr } = await text(...args)
    expect(exit).toBe(0)
    expect(server.bodies.get('POST /api/groups/build/desired')).toEqual({
      go: '1.22',
      settings: { GOFLAGS: '-mod=readonly' },
      unset: ['GOPROXY'],
      reason: 'patch',
    })
    expect(stdout).toBe('build is set to go1.22.12: revision 3, 2 hosts.\n')
    expect(stderr).toBe('1.22 → go1.22.12\nwarning: go1.22 is not supported any more\n')
  })

  it('groups windows shows when stages may start, and sets it as it is written', async () => {
    expect((await text('groups', 'windows', 'build')).stdout).toBe(
      'Stages of rollouts start in build: at any time.\n',
    )
    const times = ['Mon-Fri 22:00-4:00 Europe/Berlin', 'Sun 06:00-24:00']
    const { exit, stdout } = await text('groups', 'windows', 'build', '--window', ...times)
    expect(exit).toBe(0)
    expect(stdout).toBe(
      'Stages of rollouts start in build: Mon-Fri 22:00-04:00 Europe/Berlin; Sun 06:00-24:00 UTC.\n',
    )
    expect(server.bodies.get('PUT /api/groups/build/windows')).toEqual({
      windows: [
        { timeZone: 'Europe/Berlin', days: [1, 2, 3, 4, 5], from: '22:00', to: '04:00' },
        { timeZone: 'UTC', days: [7], from: '06:00', to: '24:00' },
      ],
    })
    await text('groups', 'windows', 'build', '--always')
    expect(server.bodies.get('PUT /api/groups/build/windows')).toEqual({ windows: [] })
    for (const wrong of [
      ['--window', 'sometimes'],
      ['--always', '--window', 'Sun 06:00-07:00'],
    ]) {
      expect((await text('groups', 'windows', 'build', ...wrong)).exit).toBe(2)
    }
  })

  it('groups set --json has nothing on stderr', async () => {
    const { stderr, json: value } = await json('groups', 'set', 'build', '--go', '1.22')
    expect(stderr).toBe('')
    expect(value()).toMatchObject({ revision: 3, release: 'go1.22.12', warnings: [expect.any(String)] })
  })

  it('groups set --create makes the group only when there is none', async () => {
    const before = server.seen.length
    await json('groups', 'set', 'build', '--go', '1.22', '--create')
    expect(server.seen.slice(before)).not.toContain('POST /api/groups')
    await json('groups', 'set', 'fresh', '--go', '1.22', '--create')
    expect(server.bodies.get('POST /api/groups')).toEqual({ name: 'fresh' })
  })

  it('groups set --wait ends when no host is on its way any more', async () => {
    server.state.updatingLooks = [2, 1, 0]
    const { exit, stderr, json: value } = await json('groups', 'set', 'build', '--go', '1.22', '--wait')
    expect({ exit, stderr }).toEqual({ exit: 0, stderr: '' })
    expect(value()).toMatchObject({ revision: 3, converged: true, byState: { 'in-sync': 2, updating: 0 } })
  })

  it('groups set with nothing to set is a usage error and asks nothing', async () => {
    const before = server.seen.length
    const { exit, stderr } = await text('groups', 'set', 'build')
    expect(exit).toBe(2)
    expect(stderr).toContain('usage: there is nothing to set')
    expect(server.seen.length).toBe(before)
  })

  it('groups set refuses a setting that would run programs', async () => {
    const { exit, stderr } = await text('groups', 'set', 'build', '--env', 'GOFLAGS=-toolexec=/tmp/x')
    expect(exit).toBe(2)
    expect(stderr).toContain('-toolexec')
  })

  it('hosts recheck hashes files unless told not to', async () => {
    expect((await json('hosts', 'recheck', 'ci-1')).json()).toEqual({ host: 'ci-1', accepted: true })
    expect(server.bodies.get('POST /api/hosts/ci-1/recheck')).toEqual({ bytes: true })
    await json('hosts', 'recheck', 'ci-1', '--no-bytes')
    expect(server.bodies.get('POST /api/hosts/ci-1/recheck')).toEqual({ bytes: false })
  })

  it('hosts rollback goes to a snapshot, and --wait until the host is there', async () => {
    const args = ['hosts', 'rollback', 'ci-1', '--to', 'snap-1', '--reason', 'bisecting']
    expect((await json(...args)).json()).toEqual({
      host: 'ci-1',
      epoch: 7,
      snapshot: 'snap-1',
      release: 'go1.21.13',
    })
    const waited = await json(...args, '--wait')
    expect(waited.exit).toBe(0)
    expect(waited.json()).toMatchObject({ snapshot: 'snap-1', state: 'in-sync' })
  })

  it('releases sync and lift', async () => {
    expect((await json('releases', 'sync')).json()).toMatchObject({ added: ['go1.22.12'] })
    expect((await json('lift', '--reason', 'fixed')).json()).toEqual({ frozen: false })
    expect(server.bodies.get('POST /api/fleet/lift')).toEqual({ reason: 'fixed' })
  })

  it('enroll token create answers the token and the line to run', async () => {
    const { json: value } = await json(
      'enroll',
      'token',
      'create',
      '--group',
      'build',
      '--uses',
      '3',
      '--ttl',
      '2h',
    )
    expect(value()).toMatchObject({ id: 'tok-1', token: 'secret-once', group: 'build' })
    expect(value()).toHaveProperty(
      'command',
      `curl -fsSL ${server.url}/install.sh | sudo sh -s -- --token secret-once`,
    )
    expect(server.bodies.get('POST /api/enrollment/tokens')).toEqual({
      group: 'build',
      uses: 3,
      ttlSeconds: 7200,
      note: '',
    })
  })

  it('enroll token ls and revoke', async () => {
    expect((await json('enroll', 'token', 'ls')).json()).toMatchObject([{ id: 'tok-1', state: 'valid' }])
    expect((await json('enroll', 'token', 'revoke', 'tok-1')).json()).toMatchObject({ state: 'revoked' })
  })
})
