import { describe, expect, it } from 'vitest'
import { detectMachine } from './detect.js'
import { parseOsRelease } from './distribution.js'
import { packageCommand } from './packages.js'
import { shellKind } from './shells.js'
import { type MachineTable, simulatedMachine } from './simulated-machine.js'

const ROOT = '/var/lib/goherd'
const detect = (table: MachineTable) => detectMachine(ROOT, simulatedMachine(table))

const DEBIAN: MachineTable = {
  os: 'linux',
  glibc: '2.36',
  env: { PATH: '/usr/local/bin:/usr/bin', https_proxy: 'http://ana:secret@proxy.example.com:3128' },
  files: {
    '/etc/os-release': 'PRETTY_NAME="Debian GNU/Linux 12 (bookworm)"\nID=debian\nVERSION_ID="12"\n',
    '/etc/passwd': 'root:x:0:0:root:/root:/usr/bin/fish\nana:x:1000:1000::/home/ana:/bin/bash\n',
    '/bin/bash': '',
    '/bin/sh': '',
    '/usr/bin/fish': '',
    '/run/systemd/system/x': '',
    '/usr/bin/go': '-> /usr/lib/go-1.19/bin/go',
    '/usr/lib/go-1.19/bin/go': '',
    '/usr/lib/go-1.19/VERSION': '-> /usr/share/go-1.19/VERSION',
    '/usr/share/go-1.19/VERSION': 'go1.19.8',
    '/usr/local/go/bin/go': '',
    '/usr/local/go/VERSION': 'go1.21.13\ntime 2024-08-02T00:00:00Z\n',
  },
  programs: { gcc: 'gcc (Debian 12.2.0-14) 12.2.0\n' },
  freeBytes: { '/var': 5e9, '/': 1e9 },
}

const ALPINE: MachineTable = {
  os: 'linux',
  arch: 'arm64',
  uid: 1000,
  home: '/home/ana',
  env: { SHELL: '/bin/ash', PATH: '/bin' },
  files: {
    '/etc/os-release': 'ID=alpine\nVERSION_ID=3.20.1\nPRETTY_NAME="Alpine Linux v3.20"\n',
    '/lib/ld-musl-aarch64.so.1': '',
    '/lib/apk/db/installed': 'P:busybox\nV:1.36\n\nC:Q1\nP:musl\nV:1.2.5-r0\n',
    '/bin/sh': '',
    '/.dockerenv': '',
  },
  programs: { git: 'git version 2.45\n' },
}

const FEDORA: MachineTable = {
  os: 'linux',
  glibc: '2.39',
  uid: 1000,
  home: '/home/ana',
  env: { PATH: '/home/ana/.asdf/shims:/home/ana/.local/share/mise/installs/go/1.23.5/bin:/snap/bin' },
  files: {
    '/usr/lib/os-release': "ID='fedora'\nVERSION_ID=40\nID_LIKE=\n",
    '/usr/lib64/golang/bin/go': '',
    '/usr/lib64/golang/VERSION': 'go1.22.3 X:nocoverageredesign\n',
    '/home/ana/sdk/go1.20/bin/go': '',
    '/home/ana/sdk/go1.20/VERSION': 'go1.20',
    '/home/ana/.asdf/shims/go': '#!/usr/bin/env bash',
    '/home/ana/.asdf/installs/golang/1.18/go/bin/go': '',
    '/home/ana/.local/share/mise/installs/go/1.23.5/bin/go': '',
    '/home/ana/.local/share/mise/installs/go/1.23.5/VERSION': 'go1.23.5',
    '/snap/bin/go': '-> /usr/bin/snap',
    '/usr/bin/snap': '',
    '/run/.containerenv': '',
  },
}

const MAC: MachineTable = {
  os: 'darwin',
  arch: 'arm64',
  kernel: '23.5.0',
  uid: 501,
  home: '/Users/ana',
  env: { SHELL: '/bin/zsh', PATH: '/opt/homebrew/bin:/usr/bin' },
  files: {
    '/bin/zsh': '',
    '/bin/bash': '',
    '/bin/sh': '',
    '/opt/homebrew/bin/go': '-> /opt/homebrew/Cellar/go/1.22.3/libexec/bin/go',
    '/opt/homebrew/opt/go/libexec/bin/go': '-> /opt/homebrew/Cellar/go/1.22.3/libexec/bin/go',
    '/opt/homebrew/Cellar/go/1.22.3/libexec/bin/go': '',
    '/opt/homebrew/Cellar/go/1.22.3/libexec/VERSION': 'go1.22.3',
  },
  programs: { clang: 'Apple clang version 15.0.0\n' },
}

const WINDOWS: MachineTable = {
  os: 'win32',
  home: 'C:\\Users\\ana',
  env: { Path: 'C:\\Windows;C:\\Program Files\\Go\\bin' },
  files: {
    'C:\\Program Files\\Go\\bin\\go.exe': '',
    'C:\\Program Files\\Go\\VERSION': 'go1.22.3',
    'C:\\Users\\ana\\sdk\\go1.21.13\\bin\\go.exe': '',
  },
}

describe('a Debian server', () => {
  it('is seen as it is', async () => {
    expect(await detect(DEBIAN)).toEqual({
      platform: 'linux/amd64',
      kernel: '6.1.0',
      distribution: { id: 'debian', like: [], version: '12', name: 'Debian GNU/Linux 12 (bookworm)' },
      libc: { kind: 'glibc', version: '2.36' },
      user: { name: 'ana', home: '/root', isRoot: true },
      shells: { login: '/usr/bin/fish', installed: ['bash', 'fish', 'sh'] },
      container: null,
      services: 'systemd',
      proxies: [{ name: 'https_proxy', value: 'http://***@proxy.example.com:3128' }],
      freeBytes: 5e9,
      gos: [
        { path: '/usr/bin/go', origin: 'distribution', release: 'go1.19.8' },
        { path: '/usr/local/go/bin/go', origin: 'usr-local', release: 'go1.21.13' },
      ],
      compiler: { kind: 'found', program: 'gcc', says: 'gcc (Debian 12.2.0-14) 12.2.0' },
      git: { found: false, install: 'apt-get install -y git' },
    })
  })
})

describe('an Alpine container', () => {
  it('has musl, no compiler and the command that gets one', async () => {
    expect(await detect(ALPINE)).toMatchObject({
      platform: 'linux/arm64',
      libc: { kind: 'musl', version: '1.2.5' },
      container: 'docker',
      services: 'none',
      shells: { login: '/bin/ash', installed: ['sh'] },
      compiler: { kind: 'missing', program: 'gcc', install: 'sudo apk add build-base' },
      git: { found: true, install: null },
      gos: [],
      freeBytes: null,
    })
  })

  it('stays musl when glibc was put beside it for the agent', async () => {
    expect((await detect({ ...ALPINE, glibc: '2.35' })).libc).toEqual({ kind: 'musl', version: '1.2.5' })
  })
})

describe('a Fedora desktop in a container', () => {
  it('has the Gos of five managers, each under its name', async () => {
    const { gos, container, distribution, compiler } = await detect(FEDORA)
    expect(gos).toEqual([
      { path: '/home/ana/.asdf/shims/go', origin: 'asdf', release: null },
      { path: '/home/ana/.local/share/mise/installs/go/1.23.5/bin/go', origin: 'mise', release: 'go1.23.5' },
      { path: '/snap/bin/go', origin: 'snap', release: null },
      { path: '/home/ana/sdk/go1.20/bin/go', origin: 'sdk', release: 'go1.20' },
      { path: '/usr/lib64/golang/bin/go', origin: 'distribution', release: 'go1.22.3' },
      { path: '/home/ana/.asdf/installs/golang/1.18/go/bin/go', origin: 'asdf', release: null },
    ])
    expect(container).toBe('podman')
    expect(distribution).toEqual({ id: 'fedora', like: [], version: '40', name: 'fedora' })
    expect(compiler).toEqual({ kind: 'missing', program: 'gcc', install: 'sudo dnf install -y gcc' })
  })
})

describe('a Mac', () => {
  it('has Homebrew’s Go once, clang and launchd', async () => {
    expect(await detect(MAC)).toMatchObject({
      platform: 'darwin/arm64',
      distribution: null,
      libc: null,
      services: 'launchd',
      container: null,
      shells: { login: '/bin/zsh', installed: ['bash', 'zsh', 'sh'] },
      gos: [{ path: '/opt/homebrew/bin/go', origin: 'homebrew', release: 'go1.22.3' }],
      compiler: { kind: 'found', program: 'clang' },
      git: { found: false, install: 'xcode-select --install' },
    })
  })
})

describe('a Windows machine', () => {
  it('has its installer’s Go and those of the home', async () => {
    expect(await detect(WINDOWS)).toMatchObject({
      platform: 'windows/amd64',
      services: 'windows',
      shells: { login: null, installed: [] },
      gos: [
        { path: 'C:\\Program Files\\Go\\bin\\go.exe', origin: 'usr-local', release: 'go1.22.3' },
        { path: 'C:\\Users\\ana\\sdk\\go1.21.13\\bin\\go.exe', origin: 'sdk', release: null },
      ],
      compiler: { kind: 'missing', install: 'winget install MSYS2.MSYS2' },
    })
  })
})

describe('the Go of this root', () => {
  it('is none of the others; that of another root is', async () => {
    const files = {
      '/var/lib/goherd/releases/go1.22.12/bin/go': '',
      '/var/lib/goherd/current': '-> /var/lib/goherd/releases/go1.22.12',
      '/usr/local/bin/go': '-> /var/lib/goherd/releases/go1.22.12/bin/go',
      '/srv/two/current/bin/go': '-> /srv/two/releases/go1.21.13/bin/go',
      '/srv/two/releases/go1.21.13/bin/go': '',
      '/srv/two/releases/go1.21.13/VERSION': 'go1.21.13',
    }
    const { gos } = await detect({ os: 'linux', env: { PATH: '/usr/local/bin:/srv/two/current/bin' }, files })
    expect(gos).toEqual([{ path: '/srv/two/current/bin/go', origin: 'other-root', release: 'go1.21.13' }])
  })
})

describe('a compiler', () => {
  it('is what CC says, and must run', async () => {
    const own = { ...DEBIAN, env: { CC: 'zig cc' }, programs: { gcc: 'gcc 12\n' } }
    expect((await detect(own)).compiler).toMatchObject({ kind: 'missing', program: 'zig' })
    const clang = { ...DEBIAN, programs: { clang: 'clang 17\n' } }
    expect((await detect(clang)).compiler).toMatchObject({ kind: 'found', program: 'clang' })
  })

  it.each([
    ['ID=ubuntu\nID_LIKE=debian', 'apt-get install -y build-essential'],
    ['ID=linuxmint\nID_LIKE="ubuntu debian"', 'apt-get install -y build-essential'],
    ['ID=rocky\nID_LIKE="rhel centos fedora"', 'dnf install -y gcc'],
    ['ID=arch', 'pacman -S --needed base-devel'],
    ['ID="opensuse-leap"\nID_LIKE="suse opensuse"', 'zypper install -y gcc'],
    ['ID=void', 'xbps-install -S base-devel'],
    ['ID=nixos', null],
  ])('for %j comes by %s', (text, command) => {
    const o = { os: 'linux', distribution: parseOsRelease(text), isRoot: true }
    expect(packageCommand('c-compiler', o)).toBe(command)
  })
})

describe('surroundings', () => {
  const on = (more: Partial<MachineTable>) => detect({ os: 'linux', ...more })
  it.each([
    [{ env: { KUBERNETES_SERVICE_HOST: '10.0.0.1' } }, 'kubernetes'],
    [{ files: { '/run/systemd/container': 'lxc\n' } }, 'lxc'],
    [{ files: { '/run/systemd/container': 'systemd-nspawn\n' } }, 'other'],
    [{ kernel: '5.15.90.1-microsoft-standard-WSL2' }, 'wsl'],
    [{ files: { '/proc/1/cgroup': '0::/kubepods/burstable/x\n' } }, 'kubernetes'],
    [{ files: { '/proc/1/cgroup': '0::/init.scope\n' } }, null],
  ])('%j is %s', async (more, container) => {
    expect((await on(more)).container).toBe(container)
  })

  it('may have OpenRC', async () => {
    expect((await on({ files: { '/run/openrc/softlevel': 'default' } })).services).toBe('openrc')
  })
})

describe('os-release', () => {
  it.each(['', 'NAME=x\n', 'ID=\n'])('%j names no distribution', (text) => {
    expect(parseOsRelease(text)).toBeNull()
  })
})

describe('a shell’s kind', () => {
  it.each([
    ['/bin/dash', 'sh'],
    ['-bash', 'bash'],
    ['/usr/local/bin/fish', 'fish'],
    ['/usr/sbin/nologin', undefined],
  ])('of %s is %s', (path, kind) => {
    expect(shellKind(path)).toBe(kind)
  })
})
