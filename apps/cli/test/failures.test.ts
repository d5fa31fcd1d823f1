import { chmodSync, mkdirSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { type FleetServer, startFleetServer } from './fleet-server.js'
import { buildGoherd, type Goherd } from './goherd.js'
import { problemBody, TOKEN } from './protocol-server.js'

let server: FleetServer
let goherd: Goherd
const run = (args: string[], env: Record<string, string> = {}) =>
  goherd.run(args, { env: { GOHERD_SERVER: server.url, GOHERD_TOKEN: TOKEN, ...env } })
const failure = async (args: string[], env?: Record<string, string>) => {
  const { exit, stdout, stderr } = await run([...args, '--json'], env)
  expect(stdout).toBe('')
  return { exit, ...JSON.parse(stderr).error }
}

beforeAll(async () => {
  goherd = await buildGoherd()
})
afterAll(() => goherd.remove())
beforeEach(async () => {
  server = await startFleetServer()
  return () => server.close()
})

describe('a server that does not answer well', () => {
  it('is down', async () => {
    const taken = createServer().listen(0, '127.0.0.1')
    await new Promise((resolve) => taken.once('listening', resolve))
    const address = taken.address()
    const port = typeof address === 'object' ? address?.port : undefined
    await new Promise((resolve) => taken.close(resolve))
    const { exit, stderr } = await run(['status'], { GOHERD_SERVER: `http://127.0.0.1:${port}` })
    expect(exit).toBe(1)
    expect(stderr).toMatch(
      /^server_unreachable: cannot reach http:\/\/127.0.0.1:\d+ \(from GOHERD_SERVER\)\. .*ECONNREFUSED/,
    )
  })

  it('never answers', async () => {
    server.break('GET /api/status', 'hang')
    const begun = Date.now()
    expect(await failure(['status', '--timeout', '300ms'])).toMatchObject({ exit: 124, code: 'timeout' })
    expect(Date.now() - begun).toBeLessThan(20_000)
  })

  it('hangs up in the middle of a change: says that it may be done', async () => {
    const dead = createServer((socket) => socket.once('data', () => socket.destroy())).listen(0, '127.0.0.1')
    await new Promise((resolve) => dead.once('listening', resolve))
    const address = dead.address()
    const url = `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`
    const { exit, stderr } = await run(['lift'], { GOHERD_SERVER: url })
    await new Promise((resolve) => dead.close(resolve))
    expect(exit).toBe(1)
    expect(stderr).toMatch(/^server_unreachable: lost the connection .*It may be done all the same/)
  })

  it('answers a web page', async () => {
    server.break('GET /api/status', {
      status: 200,
      body: '<!doctype html><h1>Sign in</h1>',
      type: 'text/html',
    })
    expect(await failure(['status'])).toMatchObject({ exit: 1, code: 'not_a_goherd_server' })
  })

  it('answers an error page of a proxy', async () => {
    server.break('GET /api/status', { status: 502, body: '<html>Bad Gateway</html>', type: 'text/html' })
    expect(await failure(['status'])).toMatchObject({
      exit: 1,
      message: expect.stringContaining('502 with a web page'),
    })
  })

  it('answers half of its JSON', async () => {
    server.break('GET /api/status', { status: 200, body: '{"hosts":{' })
    expect(await failure(['status'])).toMatchObject({ exit: 1, code: 'not_a_goherd_server' })
  })

  it('answers JSON of another shape', async () => {
    server.break('GET /api/status', { status: 200, body: '{"hosts":{"total":"many"}}' })
    const error = await failure(['status'])
    expect(error).toMatchObject({ exit: 1, code: 'unexpected_answer' })
    expect(error.cause).toContain('hosts.total')
  })

  it('points elsewhere; the token does not follow', async () => {
    server.break('GET /api/status', { status: 302, body: '', headers: { location: `${server.url}/api/me` } })
    expect(await failure(['status'])).toMatchObject({ exit: 1, code: 'redirected' })
    // Each question went to this server once, and to nobody else.
    expect([...server.seen].sort()).toEqual([
      'GET /api/fleet/attention',
      'GET /api/groups',
      'GET /api/status',
    ])
  })
})

describe('a refusal', () => {
  it('401 ends with 6 and says whose token it was', async () => {
    const { exit, stderr } = await run(['status'], { GOHERD_TOKEN: 'another' })
    expect(exit).toBe(6)
    expect(stderr).toBe(
      'token_unknown: this token is not known here (token of GOHERD_SERVER). Make a new one.\n',
    )
  })

  it('a token that cannot go into a header is refused here, and not repeated', async () => {
    const { exit, stderr } = await run(['status'], { GOHERD_TOKEN: 'two\nlines' })
    expect(exit).toBe(2)
    expect(stderr).not.toContain('lines\n')
    expect(server.seen).toEqual([])
  })

  it('403 ends with 6', async () => {
    const body = problemBody(
      'forbidden',
      'this needs the role operator, you are viewer',
      'Ask an administrator.',
    )
    server.break('POST /api/releases/sync', { status: 403, body })
    expect(await failure(['releases', 'sync'])).toMatchObject({ exit: 6, code: 'forbidden' })
  })

  it('frozen ends with 6', async () => {
    server.break('POST /api/groups/build/desired', {
      status: 409,
      body: problemBody('frozen', 'frozen', 'Lift it.'),
    })
    expect(await failure(['groups', 'set', 'build', '--go', '1.22'])).toMatchObject({
      exit: 6,
      code: 'frozen',
    })
  })

  it('404 ends with 1 and keeps the code of the server', async () => {
    const body = problemBody('host_unknown', 'no host nosuch', 'See goherd hosts ls.')
    server.break('GET /api/hosts/nosuch', { status: 404, body })
    expect(await failure(['hosts', 'get', 'nosuch'])).toMatchObject({ exit: 1, code: 'host_unknown' })
  })

  it('names the fields of a refused request', async () => {
    const error = {
      code: 'invalid',
      message: 'no',
      hint: 'Mend it.',
      issues: [{ path: 'go', message: 'too new' }],
    }
    server.break('POST /api/groups/build/desired', { status: 400, body: JSON.stringify({ error }) })
    const { stderr } = await run(['groups', 'set', 'build', '--go', '9.9'])
    expect(stderr).toBe('invalid: no. go: too new. Mend it.\n')
  })
})

describe('a command line that cannot be right', () => {
  it.each([
    [['hosts', 'get']],
    [['hosts', 'get', '../etc']],
    [['hosts', 'ls', '--state', 'sad']],
    [['status', '--frobnicate']],
    [['status', '--timeout', 'soon']],
    [['enroll', 'token', 'create']],
    [['enroll', 'token', 'create', '--group', 'build', '--uses', '0']],
    [['enroll', 'token', 'create', '--group', 'build', '--ttl', 'x']],
    [['audit', 'ls', '--limit', '0']],
    [['nonsense']],
  ])('%j ends with 2 and asks nothing', async (args) => {
    expect(await failure(args)).toMatchObject({ exit: 2, code: 'usage', hint: expect.any(String) })
    expect(server.seen).toEqual([])
  })

  it('a noun without its verb shows what there is', async () => {
    const { exit, stderr } = await run(['hosts'])
    expect(exit).toBe(2)
    expect(stderr).toContain('recheck [options]')
  })
})

describe('finding the server', () => {
  const bare = (args: string[], env: Record<string, string> = {}, cwd?: string) =>
    goherd.run(args, { env, ...(cwd === undefined ? {} : { cwd }) })
  const cliJson = (folder: string, mode = 0o600) => {
    mkdirSync(folder, { recursive: true })
    writeFileSync(join(folder, 'cli.json'), JSON.stringify({ server: server.url, token: TOKEN }))
    chmodSync(join(folder, 'cli.json'), mode)
  }

  it('says where it looked when there is none', async () => {
    const { exit, stderr } = await bare(['status'])
    expect(exit).toBe(1)
    expect(stderr).toMatch(/^no_server: .*contexts\.json.*\.goherd\/cli\.json/)
  })

  it('uses cli.json of GOHERD_DATA, and of .goherd where it runs', async () => {
    const data = join(goherd.home, 'data')
    cliJson(data)
    const { exit, stderr } = await bare(['status', '--verbose'], { GOHERD_DATA: data })
    expect({ exit, stderr }).toEqual({ exit: 0, stderr: `server ${server.url} from ${data}/cli.json\n` })
    const here = join(goherd.home, 'here')
    cliJson(join(here, '.goherd'))
    expect((await bare(['status'], {}, here)).exit).toBe(0)
  })

  it('uses cli.json at the root of the clone it runs in', async () => {
    const clone = join(goherd.home, 'clone')
    cliJson(join(clone, '.goherd'))
    writeFileSync(join(clone, 'package.json'), JSON.stringify({ name: 'goherd', workspaces: [] }))
    mkdirSync(join(clone, 'apps', 'cli'), { recursive: true })
    expect((await bare(['status'], {}, join(clone, 'apps', 'cli'))).exit).toBe(0)
  })

  it('refuses a cli.json that others can read', async () => {
    const data = join(goherd.home, 'open')
    cliJson(data, 0o644)
    const { exit, stderr } = await bare(['status'], { GOHERD_DATA: data })
    expect(exit).toBe(1)
    expect(stderr).toMatch(/^token_file_exposed: .*mode 644.*chmod 600/)
    expect(server.seen).toEqual([])
  })

  it('refuses half an environment', async () => {
    expect((await bare(['status'], { GOHERD_SERVER: server.url })).exit).toBe(2)
  })
})
