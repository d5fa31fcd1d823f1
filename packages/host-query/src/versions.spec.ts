import { compareGoVersions, parseGoVersion } from '@goherd/model'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { compareToKey, keyOfVersion, readVersion } from './versions.js'

const release = fc.oneof(
  fc.tuple(fc.nat(2), fc.nat(30)).map(([a, b]) => `go${a}.${b}`),
  fc.tuple(fc.nat(2), fc.nat(30), fc.nat(30)).map(([a, b, c]) => `go${a}.${b}.${c}`),
  fc
    .tuple(fc.nat(2), fc.nat(30), fc.constantFrom('rc', 'beta'), fc.nat(9))
    .map(([a, b, kind, n]) => `go${a}.${b}${kind}${n}`),
)

describe('keys of Go versions', () => {
  it('are in the order of Go', () => {
    fc.assert(
      fc.property(release, release, (a, b) => {
        const [left, right] = [parseGoVersion(a), parseGoVersion(b)]
        const [leftKey, rightKey] = [keyOfVersion('go', a), keyOfVersion('go', b)]
        if (!left || !right || !leftKey || !rightKey) return expect.unreachable()
        expect(Math.sign(compareToKey(leftKey, rightKey))).toBe(Math.sign(compareGoVersions(left, right)))
      }),
    )
  })

  it('of a line stand for every release of it', () => {
    fc.assert(
      fc.property(release, (name) => {
        const line = /^go(\d+\.\d+)/.exec(name)?.[1] ?? ''
        const [key, asked] = [keyOfVersion('go', name), readVersion('go', line)]
        if (!key || !asked) return expect.unreachable()
        expect(compareToKey(key, asked)).toBe(0)
      }),
    )
  })

  it.each([
    ['1', [1]],
    ['go1', [1]],
    ['1.22', [1, 22]],
    ['go1.22', [1, 22]],
    ['1.20', [1, 20]],
    ['go1.20', [1, 20, 3, 0]],
    ['1.22.0', [1, 22, 3, 0]],
    ['1.24rc2', [1, 24, 2, 2]],
    ['latest', undefined],
    ['1.22.x', undefined],
  ])('%s as a person writes it is %j', (written, key) => {
    expect(readVersion('go', written)).toEqual(key)
  })
})

describe('keys of agents', () => {
  it.each([
    ['0.2.0', [0, 2, 0, 1]],
    ['0.2.0-rc.1', [0, 2, 0, 0]],
    ['0.2', undefined],
    ['v0.2.0', undefined],
    ['dev', undefined],
    ['', undefined],
  ])('%s of a host is %j', (version, key) => {
    expect(keyOfVersion('agent', version)).toEqual(key)
  })

  it.each([
    ['0', [0]],
    ['v0.2', [0, 2]],
    ['0.2.1', [0, 2, 1, 1]],
    ['0.2.1-rc.1', [0, 2, 1, 0]],
    ['01', undefined],
  ])('%s as a person writes it is %j', (written, key) => {
    expect(readVersion('agent', written)).toEqual(key)
  })

  it('of a pre-release come before the release', () => {
    const [candidate, asked] = [keyOfVersion('agent', '0.2.0-rc.1'), readVersion('agent', '0.2.0')]
    expect(compareToKey(candidate ?? [], asked ?? [])).toBeLessThan(0)
  })
})
