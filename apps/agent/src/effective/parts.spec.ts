import { describe, expect, it } from 'vitest'
import type { MachinePort } from '../machine/index.js'
import { downloadedToolchains, goFolders } from './go-folders.js'
import { hostUsers } from './host-users.js'
import { distinct, overridesInFile, overridesInSession } from './overrides.js'
import { fileThatSets, profileFiles } from './profile-files.js'
import { serviceEnvironment } from './service-environment.js'

const PASSWD = [
  'root:x:0:0:root:/root:/bin/bash',
  'ci:x:1001:1002:CI:/home/ci:/usr/bin/zsh',
  'odd line',
  'nohome:x:1003:1003::',
].join('\n')

function machine(files: Record<string, string>, over: Partial<MachinePort> = {}): MachinePort {
  return {
    os: 'linux',
    arch: 'x64',
    kernel: '6',
    uid: 0,
    user: 'root',
    home: '/root',
    env: {},
    glibc: undefined,
    read: (path) => files[path],
    list: (path) => {
      const below = Object.keys(files).filter((file) => file.startsWith(`${path}/`))
      const names = below.map((file) => file.slice(path.length + 1).split('/')[0] ?? '')
      return names.length === 0 ? undefined : [...new Set(names)]
    },
    real: (path) => path,
    freeBytes: () => undefined,
    run: async () => undefined,
    ...over,
  }
}
const CI = { name: 'ci', home: '/home/ci', shell: '/usr/bin/zsh', as: { uid: 1001, gid: 1002 } }

describe('the users of a host', () => {
  const files = { '/etc/passwd': PASSWD }
  const own = { name: 'root', home: '/root', shell: '/bin/bash', as: null }

  it('are the own one, and as root those that are watched and exist', () => {
    expect(hostUsers(machine(files), [])).toEqual([own])
    expect(hostUsers(machine(files), ['ci', 'gone', 'root', 'nohome'])).toEqual([own, CI])
  })

  it('are only the own one for anybody else, with the shell of the environment where passwd has none', () => {
    const other = machine(files, { uid: 1005, user: 'me', home: '/home/me', env: { SHELL: '/bin/sh' } })
    expect(hostUsers(other, ['ci'])).toEqual([{ name: 'me', home: '/home/me', shell: '/bin/sh', as: null }])
    expect(hostUsers(machine({}, { uid: undefined, user: undefined }), [])[0]?.shell).toBeNull()
  })
})

describe('the environment of a service', () => {
  it("is the manager's PATH, and no start-up file's", () => {
    expect(serviceEnvironment(machine({ '/etc/profile': 'export PATH=/x' }))).toEqual({
      PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
    })
    expect(serviceEnvironment(machine({}, { os: 'darwin' })).PATH).toBe('/usr/bin:/bin:/usr/sbin:/sbin')
  })

  it('has what DefaultEnvironment= adds, drop-ins after the file itself', () => {
    const conf = {
      '/etc/systemd/system.conf':
        '[Manager]\n#DefaultEnvironment=A=0\nDefaultEnvironment=GOROOT=/a "GOFLAGS=-x -y"\n',
      '/etc/systemd/system.conf.d/10-go.conf': 'DefaultEnvironment=GOROOT=/b PATH=/opt/bin:/bin\n',
      '/etc/systemd/system.conf.d/readme': 'DefaultEnvironment=GOROOT=/c\n',
    }
    expect(serviceEnvironment(machine(conf))).toEqual({
      GOROOT: '/b',
      GOFLAGS: '-x -y',
      PATH: '/opt/bin:/bin',
    })
  })
})

describe('the file that sets a variable', () => {
  it.each([
    ['export GOROOT=/opt/go', true],
    ['  GOROOT=/opt/go; export GOROOT', true],
    ['[ -d /opt/go ] && export GOROOT=/opt/go', true],
    ['set -gx GOROOT /opt/go', true],
    ['# export GOROOT=/opt/go', false],
    ['export MYGOROOT=/opt/go', false],
    ['echo $GOROOT', false],
  ])('%s: %s', (line, sets) => {
    const port = machine({ '/etc/profile': `umask 022\n${line}\n` })
    expect(fileThatSets(port, 'GOROOT', ['/etc/profile', '/none'])).toBe(sets ? '/etc/profile' : undefined)
  })

  it("is the last one that does: the user's own after the system's", () => {
    const files = {
      '/etc/profile.d/go.sh': 'export GOROOT=/a',
      '/etc/profile.d/readme.txt': 'export GOROOT=/x',
      '/home/ci/.zshenv': 'export GOROOT=/b',
    }
    const port = machine(files)
    expect(fileThatSets(port, 'GOROOT', profileFiles(port, CI).files)).toBe('/home/ci/.zshenv')
    const { '/home/ci/.zshenv': _, ...system } = files
    expect(fileThatSets(machine(system), 'GOROOT', profileFiles(machine(system), CI).files)).toBe(
      '/etc/profile.d/go.sh',
    )
  })
})

describe('overrides', () => {
  it('are the managed settings and GOROOT, masked, and no other name', () => {
    const env = { GOROOT: '/opt/go', GOPROXY: 'https://u:p@proxy', GOPATH: '/p', TOKEN: 's', GOFLAGS: '' }
    expect(overridesInSession(machine({}), env, { session: 'a shell of ci', files: [] })).toEqual([
      { name: 'GOROOT', value: '/opt/go', where: 'the environment of a shell of ci' },
      { name: 'GOPROXY', value: 'https://•••@proxy', where: 'the environment of a shell of ci' },
    ])
  })

  it('come from the file of go env -w, where each system has it', () => {
    const mac = '/home/ci/Library/Application Support/go/env'
    expect(overridesInFile(machine({ [mac]: 'GOFLAGS=-v\n' }, { os: 'darwin' }), CI)).toEqual([
      { name: 'GOFLAGS', value: '-v', where: mac },
    ])
    expect(overridesInFile(machine({}), CI)).toEqual([])
  })

  it('count once for a file that two sessions read, and no longer than a report takes', () => {
    const one = { name: 'GOFLAGS', value: '-v', where: '/etc/profile' }
    expect(distinct([one, { ...one }, { ...one, value: '-x' }])).toHaveLength(2)
    const [long] = overridesInSession(machine({}), { GOFLAGS: 'x'.repeat(5000) }, { session: 's', files: [] })
    expect(long?.value).toHaveLength(1024)
  })
})

describe('the folders of a user', () => {
  it.each([
    [{}, '', '/home/ci/go/pkg/mod', '/home/ci/go/bin'],
    [{ GOPATH: '/a:/b' }, '', '/a/pkg/mod', '/a/bin'],
    [{}, 'GOPATH=/f\nGOBIN=/fbin\n', '/f/pkg/mod', '/fbin'],
    [{ GOMODCACHE: '/m', GOBIN: 'relative' }, 'GOMODCACHE=/f\n', '/m', '/home/ci/go/bin'],
  ])('with %j and %j', (env, file, modCache, bin) => {
    const port = machine(file === '' ? {} : { '/home/ci/.config/go/env': file })
    expect(goFolders(port, CI, env)).toEqual({ modCache, bin })
  })

  it('hold toolchains by the name of their module', () => {
    const mod = '/m/golang.org'
    const port = machine({
      [`${mod}/toolchain@v0.0.1-go1.24rc1.linux-arm64/VERSION`]: '',
      [`${mod}/toolchain@v0.0.1-go1.23.5.linux-amd64/VERSION`]: '',
      [`${mod}/toolchain@v0.0.1-nonsense/VERSION`]: '',
      [`${mod}/x/VERSION`]: '',
    })
    expect(
      downloadedToolchains(port, { modCache: '/m', bin: '/b' }).map(
        ({ release, path }) => `${release} ${path}`,
      ),
    ).toEqual([
      `go1.23.5 ${mod}/toolchain@v0.0.1-go1.23.5.linux-amd64/bin/go`,
      `go1.24rc1 ${mod}/toolchain@v0.0.1-go1.24rc1.linux-arm64/bin/go`,
    ])
  })
})
