import { spawn } from 'node:child_process'
import { copyFileSync, existsSync, mkdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { type FleetServer, startFleetServer } from './fleet-server.js'
import { buildGoherd, type Goherd } from './goherd.js'
import { TOKEN } from './protocol-server.js'

let server: FleetServer
let goherd: Goherd
const env = (more: Record<string, string> = {}) => ({
  GOHERD_SERVER: server.url,
  GOHERD_TOKEN: TOKEN,
  ...more,
})
/** A process takes its time to start on a busy machine. */
const SLOW = { timeout: 30_000 }
const ESCAPE = '\u001b['

beforeAll(async () => {
  server = await startFleetServer()
  goherd = await buildGoherd()
})
afterAll(async () => {
  goherd.remove()
  await server.close()
})

it('has no colours in a pipe, has them when forced, and never with NO_COLOR or --no-color', async () => {
  const out = async (args: string[], more?: Record<string, string>) =>
    (await goherd.run(['hosts', 'ls', ...args], { env: env(more) })).stdout
  expect(await out([])).not.toContain(ESCAPE)
  expect(await out([], { FORCE_COLOR: '1' })).toContain(ESCAPE)
  expect(await out([], { FORCE_COLOR: '1', NO_COLOR: '1' })).not.toContain(ESCAPE)
  expect(await out(['--no-color'], { FORCE_COLOR: '1' })).not.toContain(ESCAPE)
})

it('does not cut tables in a pipe', async () => {
  const { stdout } = await goherd.run(['hosts', 'ls'], { env: env() })
  expect(stdout).toContain('link: the current link leads to go1.21.13; it should lead to go1.22.12\n')
})

it('--quiet leaves only the data', async () => {
  const { stdout, stderr } = await goherd.run(['groups', 'set', 'build', '--go', '1.22', '--quiet'], {
    env: env(),
  })
  expect(stdout).not.toBe('')
  expect(stderr).toBe('')
})

it('is content when its reader stops reading', async () => {
  const exit = await new Promise((resolve) => {
    const script = `"${process.execPath}" "${join(goherd.home, 'goherd.mjs')}" hosts ls --json; echo "exit $?" >&2`
    const shell = spawn('bash', ['-c', `{ ${script}; } | true`], {
      env: { PATH: process.env.PATH, HOME: goherd.home, ...env() },
      stdio: ['ignore', 'ignore', 'pipe'],
    })
    let stderr = ''
    shell.stderr.on('data', (chunk) => {
      stderr += chunk
    })
    shell.on('close', () => resolve(stderr))
  })
  expect(exit).toBe('exit 0\n')
})

it('status --watch writes a line of JSON for each change and ends with Ctrl-C', async () => {
  const running = goherd.start(['status', '--watch', '--json'], { env: env() })
  const lines = () =>
    running
      .stdout()
      .split('\n')
      .filter((line) => line !== '')
  await expect.poll(() => lines().length, SLOW).toBe(1)
  await expect.poll(() => server.live(), SLOW).toBe(1)
  const status = JSON.parse(lines()[0] ?? '')
  server.break('GET /api/status', {
    status: 200,
    body: JSON.stringify({ ...status, frozen: false, freeze: null }),
  })
  server.tell('fleet.changed', { seq: 1 })
  await expect.poll(() => lines().length, SLOW).toBe(2)
  expect(JSON.parse(lines()[1] ?? '')).toMatchObject({ frozen: false })
  running.child.kill('SIGINT')
  expect(await running.ended).toMatchObject({ exit: 130, stderr: '' })
})

it('--version and --help go to stdout and end with 0', async () => {
  const { version } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'))
  expect(await goherd.run(['--version'])).toMatchObject({ exit: 0, stdout: `${version}\n`, stderr: '' })
  const help = await goherd.run(['groups', 'set', '--help'])
  expect(help).toMatchObject({ exit: 0, stderr: '' })
  expect(help.stdout).toContain('$ goherd groups set build --go 1.22')
})

it('the launcher says what to do when nothing is built', async () => {
  const bin = join(goherd.home, 'unbuilt', 'apps', 'cli', 'bin')
  mkdirSync(bin, { recursive: true })
  copyFileSync(new URL('../bin/goherd.mjs', import.meta.url), join(bin, 'goherd.mjs'))
  expect(existsSync(join(bin, '..', 'dist'))).toBe(false)
  const child = spawn(process.execPath, [join(bin, 'goherd.mjs')], { stdio: ['ignore', 'ignore', 'pipe'] })
  let stderr = ''
  child.stderr.on('data', (chunk) => {
    stderr += chunk
  })
  const exit = await new Promise((resolve) => child.on('close', resolve))
  expect(exit).toBe(1)
  expect(stderr).toMatch(/^not_built: .*npm run build/)
})
