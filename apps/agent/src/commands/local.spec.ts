import { describe, expect, it } from 'vitest'
import { compareSides, type Side } from './diff.js'
import { listSettings, readPairs } from './env.js'
import { readKeep } from './prune.js'
import { settingsLine, shownSettings } from './shown-settings.js'
import { chooseExactly, isNamed } from './use.js'

const SECRET = { GOPROXY: 'https://ann:secret@proxy.example,direct', GOFLAGS: '-v' }

describe('settings that are shown', () => {
  it('hide what looks like a credential, unless that is asked for', () => {
    expect(shownSettings(SECRET, false)).toEqual({
      GOPROXY: 'https://•••@proxy.example,direct',
      GOFLAGS: '-v',
    })
    expect(shownSettings(SECRET, true)).toEqual(SECRET)
    expect(settingsLine({ A: '1', B: '' })).toBe('A=1 B=')
  })
})

describe('env', () => {
  it('tells where each setting comes from', () => {
    const released = { GOPROXY: 'https://proxy.golang.org,direct', GOSUMDB: 'sum.golang.org' }
    expect(listSettings(released, { GOPROXY: 'off', GOFLAGS: '-v' }, 'go1.22.12')).toEqual([
      { name: 'GOFLAGS', value: '-v', from: 'go.env of go1.22.12' },
      { name: 'GOPROXY', value: 'off', from: 'go.env of go1.22.12' },
      { name: 'GOSUMDB', value: 'sum.golang.org', from: 'as released' },
    ])
  })

  it('reads pairs, the first = between them', () => {
    expect(readPairs(['GOFLAGS=-ldflags=-s', 'GOPRIVATE='])).toEqual({
      GOFLAGS: '-ldflags=-s',
      GOPRIVATE: '',
    })
    for (const bad of ['GOFLAGS', '=x', ''])
      expect(() => readPairs([bad])).toThrow(expect.objectContaining({ code: 'bad_setting' }))
  })
})

describe('what cannot be taken back', () => {
  const here = ['go1.22.12', 'go1.22.3', 'go1.21.13', 'go1.2']

  it('needs the very release, or a line that means but one', () => {
    expect(chooseExactly('1.21', here)).toBe('go1.21.13')
    expect(chooseExactly('go1.22.3', here)).toBe('go1.22.3')
    expect(chooseExactly('1.22.12', here)).toBe('go1.22.12')
    expect(() => chooseExactly('1.22', here)).toThrow(expect.objectContaining({ code: 'version_ambiguous' }))
    expect(() => chooseExactly('1.99', here)).toThrow(expect.objectContaining({ code: 'release_not_here' }))
    expect(isNamed('1.22.12', 'go1.22.12')).toBe(true)
    expect(isNamed('1.22', 'go1.22.12')).toBe(false)
  })

  it('keeps at least two', () => {
    expect(readKeep(undefined)).toBeUndefined()
    expect(readKeep('3')).toBe(3)
    for (const bad of ['1', '0', '-4', '2.5', 'all', ''])
      expect(() => readKeep(bad)).toThrow(expect.objectContaining({ code: 'bad_number' }))
  })
})

describe('diff', () => {
  const side = (changes: Partial<Side> = {}): Side => ({
    name: 's1',
    release: 'go1.22.12',
    treeDigest: 'a'.repeat(64),
    settings: SECRET,
    trees: { 'go1.22.12': 'a'.repeat(64) },
    ...changes,
  })

  it('is empty for two that are the same', () => {
    expect(compareSides(side(), side({ name: 's2' }))).toEqual([])
  })

  it('names what differs, what matters most first', () => {
    const other = side({
      release: 'go1.21.13',
      treeDigest: 'b'.repeat(64),
      settings: { GOPROXY: SECRET.GOPROXY, GOSUMDB: 'off' },
      trees: { 'go1.21.13': 'b'.repeat(64) },
    })
    expect(compareSides(side(), other)).toEqual([
      { what: 'release', a: 'go1.22.12', b: 'go1.21.13' },
      { what: 'tree', a: 'a'.repeat(64), b: 'b'.repeat(64) },
      { what: 'GOFLAGS', a: '-v', b: null },
      { what: 'GOSUMDB', a: null, b: 'off' },
      { what: 'installed go1.21.13', a: null, b: 'b'.repeat(64) },
      { what: 'installed go1.22.12', a: 'a'.repeat(64), b: null },
    ])
  })

  it('says that secrets differ without showing them', () => {
    const other = side({ settings: { ...SECRET, GOPROXY: 'https://bob:other@proxy.example,direct' } })
    const [difference] = compareSides(side(), other)
    expect(difference).toMatchObject({ what: 'settings' })
    expect(JSON.stringify(difference)).not.toContain('other')
  })
})
