import { describe, expect, it } from 'vitest'
import type { Shell } from '../machine/index.js'
import { type Asker, binLinks, startupFiles } from './places.js'
import { renderPath } from './render.js'

function asker(o: Partial<Asker> & { readonly has?: readonly string[]; readonly shell?: Shell[] }): Asker {
  return {
    os: 'linux',
    isRoot: false,
    shells: { login: '/bin/bash', installed: o.shell ?? ['bash', 'sh'] },
    folders: { etc: '/etc', home: '/home/ana', local: '/usr/local' },
    env: {},
    exists: (path) => o.has?.includes(path) ?? false,
    ...o,
  }
}
const paths = (who: Asker) => startupFiles(who).map(({ path }) => path)
const ALL: Shell[] = ['bash', 'zsh', 'fish', 'sh']

describe('the start-up files', () => {
  it('of a user are those that exist or that the shell would read', () => {
    expect(paths(asker({}))).toEqual(['/home/ana/.profile', '/home/ana/.bashrc'])
    expect(paths(asker({ shell: ['sh'] }))).toEqual(['/home/ana/.profile'])
    expect(paths(asker({ shell: ALL }))).toEqual([
      '/home/ana/.profile',
      '/home/ana/.bashrc',
      '/home/ana/.zshenv',
      '/home/ana/.config/fish/conf.d/goherd.fish',
    ])
  })

  it('of a user follow the file that a login bash reads instead of .profile', () => {
    const both = ['/home/ana/.bash_profile', '/home/ana/.bash_login']
    expect(paths(asker({ has: both }))).toContain('/home/ana/.bash_profile')
    expect(paths(asker({ has: both }))).not.toContain('/home/ana/.bash_login')
    expect(paths(asker({ has: both.slice(1) }))).toContain('/home/ana/.bash_login')
  })

  it('of a user lie where the environment says', () => {
    const env = { ZDOTDIR: '/home/ana/.zsh', XDG_CONFIG_HOME: '/home/ana/conf' }
    expect(paths(asker({ shell: ['zsh', 'fish'], env }))).toEqual([
      '/home/ana/.profile',
      '/home/ana/.zsh/.zshenv',
      '/home/ana/conf/fish/conf.d/goherd.fish',
    ])
  })

  it('of root are for everyone, for shells that are there only', () => {
    expect(paths(asker({ isRoot: true }))).toEqual(['/etc/profile.d/goherd.sh'])
    expect(paths(asker({ isRoot: true, shell: ALL, has: ['/etc/zsh'] }))).toEqual([
      '/etc/profile.d/goherd.sh',
      '/etc/zsh/zshenv',
      '/etc/fish/conf.d/goherd.fish',
    ])
    expect(paths(asker({ isRoot: true, shell: ['zsh'] }))).toContain('/etc/zshenv')
  })

  it('of macOS come after path_helper, which moves the system’s folders to the front', () => {
    const files = startupFiles(asker({ os: 'darwin', shell: ['bash', 'zsh', 'sh'] }))
    const always = files.filter(({ precedence }) => precedence === 'always').map(({ path }) => path)
    expect(always).toEqual(['/home/ana/.zprofile'])
    const all = startupFiles(asker({ os: 'darwin', isRoot: true, shell: ['zsh', 'sh'] }))
    expect(all.map(({ path, form, precedence }) => [path, form, precedence])).toEqual([
      ['/etc/profile', 'block', 'always'],
      ['/etc/zshenv', 'block', 'absent'],
      ['/etc/zprofile', 'block', 'always'],
    ])
  })

  it('have names for services in a folder of the user’s own without root', () => {
    expect(binLinks(asker({}), '/r/current')).toEqual([
      { path: '/home/ana/.local/bin/go', target: '/r/current/bin/go' },
      { path: '/home/ana/.local/bin/gofmt', target: '/r/current/bin/gofmt' },
    ])
    expect(binLinks(asker({ isRoot: true }), '/r/current')[0]?.path).toBe('/usr/local/bin/go')
  })
})

describe('what they say', () => {
  const wish = { root: '/r', bin: "/r/it's/bin", exports: {} }

  it('never mentions GOROOT, in either language', () => {
    for (const dialect of ['posix', 'fish'] as const)
      expect(renderPath(wish, dialect)).not.toContain('GOROOT')
  })

  it.each(['/a:b/bin', '/a\nb/bin'])('cannot be said for %j', (bin) => {
    expect(() => renderPath({ ...wish, bin }, 'posix')).toThrow(
      expect.objectContaining({ code: 'path_impossible' }),
    )
  })
})
