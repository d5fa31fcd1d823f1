import { spawnSync } from 'node:child_process'
import { chmodSync, chownSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { inventory } from '../disk/sandbox.js'

const BUNDLE = fileURLToPath(new URL('../../dist/goherd-agent.mjs', import.meta.url))
const NOBODY = 65_534

let home: string
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'goherd-home-'))
  writeFileSync(join(home, '.bashrc'), 'alias ll=ls')
  chmodSync(home, 0o755)
  if (process.getuid?.() === 0)
    for (const path of [home, join(home, '.bashrc')]) chownSync(path, NOBODY, NOBODY)
})
afterEach(() => rmSync(home, { recursive: true, force: true }))

/** The built agent as an ordinary user: as root it would write to this machine's own /etc. */
function asUser(...args: readonly string[]) {
  const as = process.getuid?.() === 0 ? { uid: NOBODY, gid: NOBODY } : {}
  const env = { HOME: home, PATH: '/usr/bin:/bin', NO_COLOR: '1' }
  const ran = spawnSync(process.execPath, [BUNDLE, ...args], { ...as, env, cwd: home, encoding: 'utf8' })
  return { status: ran.status, stdout: ran.stdout, stderr: ran.stderr }
}
const parsed = (...args: readonly string[]) => JSON.parse(asUser(...args, '--json').stdout)

describe('path', () => {
  it('setup, status and remove tell what they do, and leave the home as it was', () => {
    const before = inventory(home, [join(home, '.local')])
    const would = asUser('path', 'setup', '--dry-run')
    expect(would.stdout).toContain(`would add ${home}/.profile\nwould add to ${home}/.bashrc\n`)
    expect(inventory(home)).toEqual(before)

    const setup = asUser('path', 'setup', '--link-bin', '--env', 'GOPROXY=https://proxy.example.com')
    expect([setup.status, setup.stderr]).toEqual([0, ''])
    expect(setup.stdout).toContain(`added ${home}/.local/bin/go\n`)
    expect(setup.stdout).toContain('while a Go below 1.21 is active')
    const status = parsed('path', 'status')
    expect(status).toMatchObject({ onPath: true, bin: `${home}/.local/share/goherd/current/bin` })
    expect(status.files).toContainEqual({ path: `${home}/.bashrc`, set: true })
    expect(status.links).toEqual([`${home}/.local/bin/go`, `${home}/.local/bin/gofmt`])
    expect(status.shells).toContainEqual({ shell: 'sh', login: true, go: null, goroot: null, trouble: null })

    expect(parsed('path', 'remove')).toMatchObject({ onPath: false })
    expect(inventory(home, [join(home, '.local')])).toEqual(before)
    expect(asUser('path', 'remove').stdout).toBe('This root was not on PATH.\n')
  })

  it.each([
    [['--env', 'GOROOT=/x'], 'setting_refused'],
    [['--env', 'nonsense'], 'setting_refused'],
    [['--root', '/nowhere/that/may/be/made'], 'no_permission'],
  ])('setup refuses %j with %s', (args, code) => {
    const { status, stderr } = asUser('path', 'setup', ...args, '--json')
    expect([status, JSON.parse(stderr).error.code]).toEqual([1, code])
  })
})
