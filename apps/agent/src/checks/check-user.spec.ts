import { describe, expect, it } from 'vitest'
import { layoutOf } from '../disk/layout.js'
import { simulatedMachine } from '../machine/simulated-machine.js'
import { checkUserOf } from './check-user.js'
import { goEnvironment, waysOut } from './go-environment.js'

const PASSWD = [
  'root:x:0:0:root:/root:/bin/bash',
  'nobody:x:99:98:nobody:/:/sbin/nologin',
  'builder:x:1001:1002::/home/builder:/bin/sh',
  'toor:x:0:0::/root:/bin/sh',
].join('\n')
const machine = (uid: number, passwd = PASSWD) =>
  simulatedMachine({ os: 'linux', uid, files: { '/etc/passwd': passwd } })

describe('the user of checks', () => {
  it('is the one who was named, or nobody, and never root', () => {
    expect(checkUserOf(machine(0), undefined)).toEqual({ uid: 99, gid: 98 })
    expect(checkUserOf(machine(0), 'builder')).toEqual({ uid: 1001, gid: 1002 })
    for (const name of ['root', 'toor', 'ghost', '']) {
      expect(() => checkUserOf(machine(0), name)).toThrow(
        expect.objectContaining({ code: 'check_user_unusable' }),
      )
    }
  })

  it('is nobody by its usual number where the list of users does not say', () => {
    expect(checkUserOf(machine(0, ''), undefined)).toEqual({ uid: 65_534, gid: 65_534 })
    const odd = 'nobody:*:-2:-2:Unprivileged User:/var/empty:/usr/bin/false'
    expect(checkUserOf(machine(0, odd), undefined)).toEqual({ uid: 65_534, gid: 65_534 })
    expect(checkUserOf(machine(0, 'nobody:x:0:0::/:/bin/sh'), undefined)).toEqual({
      uid: 65_534,
      gid: 65_534,
    })
  })

  it('is the agent itself where the agent is not root', () => {
    expect(checkUserOf(machine(1001), undefined)).toBeUndefined()
    expect(checkUserOf(machine(1001), 'nobody')).toBeUndefined()
  })
})

describe('the environment of a check', () => {
  it('is the release’s own, first on PATH, and nothing of the agent’s', () => {
    const { PATH, GOROOT, ...env } = goEnvironment(layoutOf('/r'), 'go1.22.12', {
      folder: '/r/staging/check-x',
    })
    expect([PATH?.split(':')[0], GOROOT]).toEqual(['/r/releases/go1.22.12/bin', undefined])
    expect(env).toEqual({
      HOME: '/r/staging/check-x/home',
      TMPDIR: '/r/staging/check-x/tmp',
      GOPATH: '/r/staging/check-x/gopath',
      GOMODCACHE: '/r/staging/check-x/modules',
      GOCACHE: '/r/staging/check-x/cache-go1.22.12',
      GOENV: 'off',
      GOTOOLCHAIN: 'local',
      LC_ALL: 'C',
    })
  })

  it('knows the way out for downloads, and no other variable', () => {
    const env = { https_proxy: 'http://proxy:3128', NO_PROXY: 'local', GOHERD_TOKEN: 'x', PATH: '/bin' }
    expect(waysOut(env)).toEqual({ https_proxy: 'http://proxy:3128', NO_PROXY: 'local' })
  })
})
