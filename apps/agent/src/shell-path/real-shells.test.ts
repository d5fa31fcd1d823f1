import { execFileSync } from 'node:child_process'
import { appendFileSync, cpSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { inventory } from '../disk/sandbox.js'
import type { Shell } from '../machine/index.js'
import { thisMachine } from '../machine/index.js'
import { askShells } from './ask-shells.js'
import { removeFromPath } from './set-up.js'
import { type ShellWorld, shellSays, shellWorld, writeProgram } from './shell-world.js'

let world: ShellWorld
beforeEach(async () => {
  world = await shellWorld()
})
afterEach(() => world.remove())

const INSTALLED = ['bash', 'sh', 'zsh', 'fish'].filter(
  (name) => existsSync(`/bin/${name}`) || existsSync(`/usr/bin/${name}`),
)
const skipped = ['bash', 'sh', 'zsh', 'fish'].filter((name) => !INSTALLED.includes(name))
if (skipped.length > 0) process.stderr.write(`skipped, because not installed: ${skipped.join(', ')}\n`)

/** How each shell is started, and whether it must find what was set up. */
const WAYS: readonly (readonly [Shell, readonly string[]])[] = (
  [
    ['sh', ['-l', '-c']],
    ['bash', ['-l', '-c']],
    ['bash', ['-i', '-c']],
    ['zsh', ['-l', '-c']],
    ['zsh', ['-c']],
    ['fish', ['-l', '-c']],
    ['fish', ['-c']],
  ] as const
).filter(([shell]) => INSTALLED.includes(shell))

describe('a user’s shells', () => {
  it.each(WAYS)('%s %j runs the go of this root, and again after nothing is left', async (shell, args) => {
    const { home } = world
    const ask = () => shellSays(shell, [...args, 'command -v go || true'], { home })
    const before = ask()
    await world.setUp()
    expect(ask()).toBe(join(world.layout.current, 'bin', 'go'))
    expect(shellSays(shell, [...args, 'go'], { home })).toBe('ours')
    await removeFromPath({ ...world, dryRun: false })
    expect(ask()).toBe(before)
  })

  it.each(WAYS)('%s %j has the folder first and once, tools last, and no GOROOT', async (shell, args) => {
    await world.setUp()
    const say =
      shell === 'fish'
        ? 'string join : -- $PATH; set -q GOROOT; or echo none'
        : 'echo "$PATH"; printenv GOROOT || echo none'
    const inner = shellSays(shell, [...args, say], { home: world.home })
    const [path, goroot] = inner.split('\n').slice(-2)
    const folders = path?.split(':') ?? []
    const bin = join(world.layout.current, 'bin')
    expect(folders[0]).toBe(bin)
    expect(folders.filter((folder) => folder === bin)).toHaveLength(1)
    const tools = folders.indexOf(join(world.home, 'go', 'bin'))
    expect(tools).toBeGreaterThan(folders.indexOf('/usr/bin'))
    expect(goroot).toBe('none')
  })

  // A login shell of bash or sh begins with a PATH of its own.
  const inheriting = WAYS.filter(([shell, args]) => args[0] !== '-l' || shell === 'zsh' || shell === 'fish')
  it.each(inheriting)('%s %j leaves what a build put before it on purpose', async (shell, args) => {
    await world.setUp()
    const own = join(world.folder, 'own')
    mkdirSync(own)
    writeProgram(join(own, 'go'), 'echo own')
    const PATH = `${own}:${join(world.layout.current, 'bin')}:/usr/bin:/bin`
    expect(shellSays(shell, [...args, 'go'], { home: world.home, env: { PATH } })).toBe('own')
  })

  it.each(WAYS)('%s %j puts tools where GOBIN and GOPATH say', async (shell, args) => {
    await world.setUp()
    const say = shell === 'fish' ? 'string join : -- $PATH' : 'echo "$PATH"'
    const folders = (env: Record<string, string>) =>
      shellSays(shell, [...args, say], { home: world.home, env }).split(':')
    expect(folders({ GOBIN: '/opt/tools' })).toContain('/opt/tools')
    expect(folders({ GOPATH: '/a/go:/b/go' })).toContain('/a/go/bin')
  })

  it.each(WAYS)('%s %j exports settings only while a Go without go.env is active', async (shell, args) => {
    await world.setUp({ exports: { GOPROXY: "https://a.example.com,o'f f" } })
    const ask = () => shellSays(shell, [...args, 'printenv GOPROXY || true'], { home: world.home })
    expect(ask()).toBe("https://a.example.com,o'f f")
    writeFileSync(join(world.layout.current, 'go.env'), '')
    expect(ask()).toBe('')
  })

  it.runIf(INSTALLED.includes('bash'))('bash with a .bash_profile of its own reads it there', async () => {
    writeFileSync(join(world.home, '.bash_profile'), 'export SEEN=yes\n', { mode: 0o600 })
    await world.setUp()
    const said = shellSays('bash', ['-l', '-c', 'echo $SEEN; go'], { home: world.home })
    expect(said).toBe('yes\nours')
  })

  it('that stop at an unset variable go on', async () => {
    await world.setUp()
    const script = `set -eu; . ${JSON.stringify(join(world.home, '.profile'))}; go`
    const said = execFileSync('sh', ['-c', script], { env: {}, encoding: 'utf8' })
    expect(said.trim()).toBe('ours')
  })
})

describe('askShells', () => {
  const ask = () => askShells(thisMachine(), { home: world.home, user: 'ana', shells: world.shells })

  it('starts each of them and hears the go it finds and an exported GOROOT', async () => {
    await world.setUp()
    appendFileSync(join(world.home, '.profile'), 'echo noise; export GOROOT=/opt/go\n')
    const answers = await ask()
    expect(answers.length).toBe(WAYS.length)
    for (const answer of answers) {
      expect(answer).toMatchObject({ go: join(world.layout.current, 'bin', 'go'), trouble: null })
      const readsProfile = answer.login && (answer.shell === 'sh' || answer.shell === 'bash')
      expect(answer.goroot).toBe(readsProfile ? '/opt/go' : null)
    }
  })

  it('says what is wrong with start-up files that end or hang', async () => {
    writeFileSync(join(world.home, '.profile'), 'exit 3\n')
    const [answer] = await askShells(thisMachine(), { home: world.home, user: 'ana', shells: ['sh'] })
    expect(answer).toMatchObject({
      shell: 'sh',
      go: null,
      trouble: 'its start-up files ended it with status 3',
    })
    writeFileSync(join(world.home, '.profile'), 'sleep 60\n')
    const [slow] = await askShells(thisMachine(), { home: world.home, user: 'ana', shells: ['sh'] })
    expect(slow?.trouble).toBe('its start-up files took longer than 5 s')
  })
})

/** /etc as the shells of this machine see it, with what was set up in the test's folder in its place. */
function inEtc(etc: string, home: string, shell: Shell, args: readonly string[]): string {
  const script = 'mount --bind "$1" /etc && shift && exec "$@"'
  const command = ['-m', '--', 'sh', '-c', script, 'sh', etc, shell, ...args]
  const env = { HOME: home, PATH: '/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin', TERM: 'dumb' }
  return execFileSync('unshare', command, {
    env,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  }).trim()
}

function canUnshare(): boolean {
  try {
    execFileSync('unshare', ['-m', 'true'], { stdio: 'ignore' })
    return process.getuid?.() === 0
  } catch {
    return false
  }
}

describe.runIf(canUnshare())('everyone’s shells, when root sets it up', () => {
  const LOGIN = WAYS.filter(([shell, args]) => args[0] === '-l' || shell === 'zsh' || shell === 'fish')

  it.each(LOGIN)('%s %j runs the go of this root', async (shell, args) => {
    world.remove()
    world = await shellWorld({ isRoot: true })
    for (const name of [
      'profile',
      'passwd',
      'group',
      'zsh',
      'fish',
      'nsswitch.conf',
      'ld.so.cache',
      'alternatives',
    ]) {
      if (existsSync(`/etc/${name}`)) cpSync(`/etc/${name}`, join(world.etc, name), { recursive: true })
    }
    rmSync(join(world.etc, 'zsh', 'zshenv'), { force: true })
    const before = inventory(world.etc)
    const outcomes = await world.setUp()
    expect(outcomes[0]).toEqual({
      path: join(world.etc, 'profile.d', 'goherd.sh'),
      outcome: 'added',
      reason: null,
    })
    expect(inEtc(world.etc, world.home, shell, [...args, 'go'])).toBe('ours')
    await removeFromPath({ ...world, dryRun: false })
    expect(inventory(world.etc)).toEqual(before)
    expect(() => readFileSync(join(world.layout.state, 'path.json'))).toThrow('ENOENT')
  })
})
