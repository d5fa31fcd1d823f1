import { spawn } from 'node:child_process'
import { copyFileSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { JSON_SHAPES } from '../src/reference/json-shapes.js'
import { type FleetServer, startFleetServer } from './fleet-server.js'
import { buildGoherd, type Goherd } from './goherd.js'
import { TOKEN } from './protocol-server.js'

let server: FleetServer
let goherd: Goherd
const env = () => ({ GOHERD_SERVER: server.url, GOHERD_TOKEN: TOKEN })
const run = (...args: string[]) => goherd.run(args, { env: env() })

beforeAll(async () => {
  server = await startFleetServer()
  goherd = await buildGoherd()
})
afterAll(async () => {
  goherd.remove()
  await server.close()
  expect(server.mistakes).toEqual([])
})

describe('what is printed with --json has the shape that is documented', () => {
  it.each([
    ['status', ['status']],
    ['drift', ['drift']],
    ['drift --explain', ['drift', '--explain', 'ci-2']],
    ['releases ls', ['releases', 'ls']],
    ['audit ls', ['audit', 'ls']],
    ['audit verify', ['audit', 'verify']],
    ['hosts ls', ['hosts', 'ls']],
    ['hosts get', ['hosts', 'get', 'ci-1']],
    ['hosts logs', ['hosts', 'logs', 'ci-1']],
    ['hosts recheck', ['hosts', 'recheck', 'ci-1']],
    ['groups ls', ['groups', 'ls']],
    ['groups get', ['groups', 'get', 'build']],
    ['groups windows', ['groups', 'windows', 'build']],
    ['groups history', ['groups', 'history', 'build']],
    ['groups diff', ['groups', 'diff', 'build']],
    ['groups set', ['groups', 'set', 'build', '--go', '1.22']],
    ['rollout ls', ['rollout', 'ls']],
    ['rollback ls', ['rollback', 'ls']],
    ['drill ls', ['drill', 'ls']],
    ['drill schedule', ['drill', 'schedule']],
    ['webhooks ls', ['webhooks', 'ls']],
    ['contexts show', ['contexts', 'show']],
    ['contexts ls', ['contexts', 'ls']],
    ['enroll token ls', ['enroll', 'token', 'ls']],
    ['enroll token create', ['enroll', 'token', 'create', '--group', 'build']],
    ['completion', ['completion', 'fish']],
  ])('%s', async (name, args) => {
    const { json, stderr } = await run(...args, '--json')
    expect(stderr).toBe('')
    const read = JSON_SHAPES[name]?.schema.safeParse(json())
    expect(read?.error?.issues ?? []).toEqual([])
    expect(read?.success).toBe(true)
  })
})

describe('schema', () => {
  it('prints one shape as JSON Schema', async () => {
    const { exit, json } = await run('schema', 'groups', 'diff')
    expect(exit).toBe(0)
    expect(json()).toMatchObject({
      type: 'object',
      properties: { group: { type: 'string' }, changes: { type: 'array' } },
    })
  })

  it('knows the shapes that an option makes', async () => {
    const { json } = await run('schema', 'hosts', 'rollback', '--wait')
    expect(json()).toMatchObject({ properties: { snapshot: {}, observed: {} } })
  })

  it('lists all, and refuses what there is not', async () => {
    expect((await run('schema')).stdout).toMatch(/^COMMAND.*\nstatus {2,}one value/)
    expect(await run('schema', 'nonsense')).toMatchObject({ exit: 2, stdout: '' })
  })
})

describe('groups diff', () => {
  it('says what the current revision changed, and ends with 3', async () => {
    const { exit, stdout } = await run('groups', 'diff', 'build')
    expect(exit).toBe(3)
    expect(stdout).toMatch(
      /^--- revision 1, ada .*: step 1\n\+\+\+ revision 2, ada .*: step 2\n- go1\.21\.13\n\+ go1\.22\.12\n$/,
    )
  })

  it('takes two revisions in any order, or one against the current', async () => {
    expect((await run('groups', 'diff', 'build', '2', '1')).stdout).toContain('- go1.22.12\n+ go1.21.13')
    expect(await run('groups', 'diff', 'build', '2')).toMatchObject({ exit: 0 })
  })

  it.each([
    [['9'], 1, 'revision_unknown: build never had revision 9'],
    [['x'], 2, 'usage'],
  ])('%j is refused', async (args, exit, says) => {
    const ended = await run('groups', 'diff', 'build', ...args)
    expect(ended.exit).toBe(exit)
    expect(ended.stderr).toContain(says)
  })
})

describe('contexts', () => {
  const own = () => ({ XDG_CONFIG_HOME: join(goherd.home, 'contexts') })
  const contexts = (...args: string[]) => goherd.run(['contexts', ...args, '--json'], { env: own() })

  it('can be renamed, shown and told apart', async () => {
    const folder = join(own().XDG_CONFIG_HOME, 'goherd')
    mkdirSync(folder, { recursive: true })
    const access = { server: 'https://goherd.example.com', token: 't' }
    const kept = { current: 'a', contexts: { a: access, b: access } }
    writeFileSync(join(folder, 'contexts.json'), JSON.stringify(kept), { mode: 0o600 })
    expect((await contexts('rename', 'a', 'prod')).json()).toEqual({ context: 'prod', was: 'a' })
    expect((await contexts('show')).json()).toEqual({
      server: 'https://goherd.example.com',
      source: 'context prod',
      context: 'prod',
    })
    expect((await contexts('ls')).json()).toMatchObject([
      { context: 'prod', current: true },
      { context: 'b' },
    ])
    expect(await contexts('rename', 'b', 'prod')).toMatchObject({ exit: 2 })
    expect(await contexts('rename', 'nobody', 'c')).toMatchObject({ exit: 2 })
  })
})

describe('demo', () => {
  it('says what to do where there is no demo to start', async () => {
    const { exit, stderr } = await run('demo')
    expect(exit).toBe(1)
    expect(stderr).toMatch(/^demo_not_built: .*npm run build/)
  })

  it('starts the one beside it with its options, keeps the token out of sight, passes Ctrl-C on and ends as it does', async () => {
    const clone = join(goherd.home, 'clone', 'apps')
    mkdirSync(join(clone, 'cli', 'dist'), { recursive: true })
    mkdirSync(join(clone, 'demo', 'dist'), { recursive: true })
    copyFileSync(join(goherd.home, 'goherd.mjs'), join(clone, 'cli', 'dist', 'goherd.mjs'))
    writeFileSync(
      join(clone, 'demo', 'dist', 'main.js'),
      `console.error(process.argv.slice(2).join(' '), process.env.GOHERD_TOKEN)
       process.on('SIGINT', () => { console.error('stopping'); process.exit(130) })
       setInterval(() => {}, 1000)`,
    )
    const args = ['demo', '--hosts', '9', '--server', 'http://x', '--token', 'secret']
    const child = spawn(process.execPath, [join(clone, 'cli', 'dist', 'goherd.mjs'), ...args], {
      env: { PATH: process.env.PATH, HOME: goherd.home },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    let stderr = ''
    child.stderr.on('data', (chunk) => {
      stderr += chunk
    })
    await expect.poll(() => stderr, { timeout: 30_000 }).toBe('--hosts 9 --server http://x secret\n')
    child.kill('SIGINT')
    expect(await new Promise((resolve) => child.on('exit', resolve))).toBe(130)
    expect(stderr).toContain('stopping')
  })
})
