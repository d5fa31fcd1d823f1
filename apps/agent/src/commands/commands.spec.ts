import { BLANK_MEMORY, type Memory } from '@goherd/agent-core'
import type { ObservedState } from '@goherd/model'
import { describe, expect, it } from 'vitest'
import { originOf } from '../enroll.js'
import { platformOf } from '../facts.js'
import { formatLine } from '../log.js'
import { rootFolder } from '../root-folder.js'
import { megabytes, table } from '../say.js'
import { readLabel } from './enroll.js'
import { situationOf } from './status.js'
import { chooseRelease } from './use.js'

const HERE = ['go1.23.5', 'go1.22.12', 'go1.22.3', 'go1.20']
const plain = (text: string) => text.replaceAll(new RegExp(`${String.fromCharCode(27)}\\[\\d+m`, 'g'), '')

describe('use', () => {
  it.each([
    ['go1.22.12', 'go1.22.12'],
    ['1.22.3', 'go1.22.3'],
    ['1.22', 'go1.22.12'],
    ['go1.20', 'go1.20'],
  ])('%s means %s', (asked, release) => {
    expect(chooseRelease(asked, HERE)).toBe(release)
  })

  it.each([
    ['latest', 'bad_version'],
    ['1.22.99', 'release_not_here'],
    ['1.19', 'release_not_here'],
    ['../../etc', 'bad_version'],
  ])('%s is refused with %s', (asked, code) => {
    expect(() => chooseRelease(asked, HERE)).toThrow(expect.objectContaining({ code }))
  })
})

describe('the root folder', () => {
  it('is what was said, then what the environment says, then a place for this user', () => {
    expect(rootFolder('/a', { GOHERD_ROOT: '/b' }, 0).root).toBe('/a')
    expect(rootFolder(undefined, { GOHERD_ROOT: '/b' }, 0).root).toBe('/b')
    expect(rootFolder(undefined, {}, 0).root).toBe('/var/lib/goherd')
    expect(rootFolder(undefined, { GOHERD_ROOT: '' }, 1000).root).toMatch(/\/\.local\/share\/goherd$/)
  })
})

describe('enroll', () => {
  it('reads labels and addresses, and says what is wrong with others', () => {
    expect(readLabel('env=prod')).toEqual(['env', 'prod'])
    expect(readLabel('note=a=b')).toEqual(['note', 'a=b'])
    expect(() => readLabel('env')).toThrow(expect.objectContaining({ code: 'bad_label' }))
    expect(originOf('https://goherd.example.com/some/page')).toBe('https://goherd.example.com')
    for (const bad of ['goherd.example.com', 'ftp://x', '']) {
      expect(() => originOf(bad)).toThrow(expect.objectContaining({ code: 'bad_server' }))
    }
  })

  it('names platforms as Go does', () => {
    expect(platformOf('linux', 'x64')).toBe('linux/amd64')
    expect(platformOf('darwin', 'arm64')).toBe('darwin/arm64')
    expect(platformOf('win32', 'ia32')).toBe('windows/386')
    expect(platformOf('linux', 'arm')).toBe('linux/armv6l')
  })
})

describe('status', () => {
  const on = (release: string, settings = {}): ObservedState => ({
    link: { kind: 'managed', release },
    settings,
    goVersion: release,
    bytes: { kind: 'unchecked' },
    proof: null,
    installed: [{ release, treeDigest: 'a'.repeat(64), size: 1 }],
    snapshots: [],
  })
  const assigned = (reachedEpoch: number): Memory => ({
    ...BLANK_MEMORY,
    reachedEpoch,
    accepted: {
      epoch: 2,
      desired: { release: 'go1.22.12', settings: {} },
      archive: null,
      origin: { kind: 'snapshot', id: 's' },
      urgent: false,
      reason: '',
    },
  })

  it.each([
    ['unmanaged', BLANK_MEMORY, on('go1.20'), 'idle'],
    ['in-sync', assigned(2), on('go1.22.12'), 'idle'],
    ['drifted', assigned(2), on('go1.20'), 'idle'],
    ['drifted', assigned(2), on('go1.22.12', { GOPROXY: 'off' }), 'idle'],
    ['updating', assigned(1), on('go1.20'), 'idle'],
    ['updating', assigned(1), on('go1.20'), 'downloading'],
    ['failed', assigned(1), on('go1.20'), 'failed'],
  ] as const)('is %s', (state, memory, observed, kind) => {
    expect(situationOf(memory, observed, { kind }).state).toBe(state)
  })

  it('says why it is drift', () => {
    expect(situationOf(assigned(2), on('go1.20'), { kind: 'idle' }).drift[0]).toEqual({
      kind: 'link',
      reason: 'the current link leads to go1.20; it should lead to go1.22.12',
    })
  })
})

describe('what is said', () => {
  it('stands in columns', () => {
    expect(
      plain(
        table(
          ['NAME', 'SIZE'],
          [
            ['go1.22.12', '240 MB'],
            ['go1.20', ''],
          ],
        ),
      ),
    ).toBe('NAME       SIZE\ngo1.22.12  240 MB\ngo1.20')
    expect([megabytes(900), megabytes(240_000_000)]).toEqual(['1 kB', '240 MB'])
  })

  it('is one line in the log, whatever a message holds', () => {
    const time = '2026-01-01T00:00:00.000Z'
    expect(
      formatLine('lines', time, 'info', 'a\n b', { release: 'go1.20', cause: 'x\ny', code: undefined }),
    ).toBe(`${time} info a b release=go1.20 cause=x y`)
    expect(JSON.parse(formatLine('json', time, 'warn', 'a\nb', { n: 1 }))).toEqual({
      time,
      level: 'warn',
      message: 'a b',
      n: 1,
    })
  })
})
