import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  compareGoVersions,
  compareReleaseNames,
  isReleaseVersion,
  newerPatchOf,
  parseGoVersion,
  resolveRelease,
  supportOf,
} from './go-version.js'

const parsed = (name: string) => {
  const version = parseGoVersion(name)
  if (!version) throw new Error(`does not parse: ${name}`)
  return version
}

describe('Go version order', () => {
  const ascending = [
    '1.20beta1',
    '1.20rc1',
    '1.20rc2',
    '1.20',
    '1.20.1',
    '1.21',
    '1.21beta1',
    '1.21rc1',
    '1.21.0',
    '1.21.1',
    '1.21.10',
    '1.22',
    '1.22.0',
    '2.0.0',
  ]
  it('is Go’s own', () => {
    const shuffled = [...ascending].reverse()
    expect(shuffled.sort((a, b) => compareGoVersions(parsed(a), parsed(b)))).toEqual(ascending)
  })

  const version = fc.oneof(
    fc.tuple(fc.nat(2), fc.nat(30)).map(([a, b]) => `go${a}.${b}`),
    fc.tuple(fc.nat(2), fc.nat(30), fc.nat(30)).map(([a, b, c]) => `go${a}.${b}.${c}`),
    fc
      .tuple(fc.nat(2), fc.nat(30), fc.constantFrom('rc', 'beta'), fc.nat(9))
      .map(([a, b, k, n]) => `go${a}.${b}${k}${n}`),
  )
  it('is total, antisymmetric and transitive', () => {
    fc.assert(
      fc.property(version, version, version, (a, b, c) => {
        const order = (x: string, y: string) => Math.sign(compareGoVersions(parsed(x), parsed(y)))
        expect(order(a, b) + order(b, a)).toBe(0)
        if (order(a, b) <= 0 && order(b, c) <= 0) expect(order(a, c)).toBeLessThanOrEqual(0)
        expect(Math.sign(compareReleaseNames(a, b)) + order(a, b)).toBe(0)
      }),
    )
  })

  it.each(['', 'go', '1.x', 'go1.22.', 'go01.2', '1.22.1rc1', 'v1.22', '1.22rc', 'go1.22 '])(
    'does not parse %j',
    (bad) => {
      expect(parseGoVersion(bad)).toBeUndefined()
    },
  )

  it('knows what names a release', () => {
    expect(['1.20', '1.21', '1.21.0', '1.23rc1'].map((v) => isReleaseVersion(parsed(v)))).toEqual([
      true,
      false,
      true,
      true,
    ])
  })
})

describe('resolveRelease', () => {
  const catalogue = ['go1.23rc1', 'go1.22.9', 'go1.22.12', 'go1.22.2', 'go1.20', 'go1.20.3'].map((name) => ({
    name,
    stable: !name.includes('rc'),
  }))
  it.each([
    ['1.22', { kind: 'resolved', release: 'go1.22.12', line: '1.22' }],
    ['go1.22', { kind: 'resolved', release: 'go1.22.12', line: '1.22' }],
    ['1.22.9', { kind: 'exact', release: 'go1.22.9' }],
    ['go1.20', { kind: 'exact', release: 'go1.20' }],
    ['1.20', { kind: 'resolved', release: 'go1.20.3', line: '1.20' }],
    ['1.23', { kind: 'unknown', asked: '1.23', nearest: ['go1.23rc1'] }],
    ['1.22.99', { kind: 'unknown', asked: '1.22.99', nearest: ['go1.22.12', 'go1.22.9', 'go1.22.2'] }],
    ['latest', { kind: 'malformed', asked: 'latest' }],
  ])('%s', (asked, expected) => {
    expect(resolveRelease(asked, catalogue)).toEqual(expected)
  })
})

describe('supportOf', () => {
  const catalogue = ['go1.24.0', 'go1.23.4', 'go1.23.5', 'go1.22.12'].map((name) => ({ name, stable: true }))
  it.each([
    ['go1.24.0', 'supported'],
    ['go1.23.5', 'supported'],
    ['go1.23.4', 'newer-patch'],
    ['go1.22.12', 'unsupported'],
    ['nonsense', 'unknown'],
  ])('%s is %s', (release, expected) => {
    expect(supportOf(release, catalogue, { major: 1, minor: 24 })).toBe(expected)
  })

  it('counts the lines that were out when this was built: a mirror of old releases makes none young', () => {
    expect(supportOf('go1.24.0', catalogue, { major: 1, minor: 26 })).toBe('unsupported')
    expect(supportOf('go1.24.0', catalogue, { major: 1, minor: 25 })).toBe('supported')
    expect(supportOf('go1.22.12', [{ name: 'go1.22.12', stable: true }])).toBe('unsupported')
  })

  it('tells the newest patch, also of a line that is no longer supported', () => {
    expect(newerPatchOf('go1.23.4', catalogue)).toBe('go1.23.5')
    expect(newerPatchOf('go1.22.3', catalogue)).toBe('go1.22.12')
    for (const newest of ['go1.23.5', 'go1.23.9', 'go1.21.13', 'nonsense']) {
      expect(newerPatchOf(newest, catalogue)).toBeUndefined()
    }
    expect(newerPatchOf('go1.25rc1', [{ name: 'go1.25rc2', stable: false }])).toBeUndefined()
  })

  it('does not know of a young line without a catalogue, and does of an old one', () => {
    const newest = { major: 1, minor: 24 }
    expect(supportOf('go1.23.5', [], newest)).toBe('unknown')
    expect(supportOf('go1.22.12', [], newest)).toBe('unsupported')
  })

  it('counts the lines of a later major version', () => {
    const later = ['go2.0.0', 'go2.1.0'].map((name) => ({ name, stable: true }))
    const newest = { major: 1, minor: 24 }
    expect(supportOf('go1.24.0', [...catalogue, ...later], newest)).toBe('unsupported')
    expect(supportOf('go1.24.0', [...catalogue, ...later.slice(0, 1)], newest)).toBe('supported')
  })
})
