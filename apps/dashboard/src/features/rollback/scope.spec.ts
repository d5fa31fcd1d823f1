import { describe, expect, it } from 'vitest'
import { describeScope, describeTarget, parseScope, parseTarget } from './scope'

describe('a scope in the address', () => {
  it.each([
    ['fleet', { kind: 'fleet' }, 'the whole fleet'],
    ['group:build', { kind: 'group', group: 'build' }, 'group build'],
    ['group:a:b', { kind: 'group', group: 'a:b' }, 'group a:b'],
    ['group:', { kind: 'fleet' }, 'the whole fleet'],
    ['nonsense', { kind: 'fleet' }, 'the whole fleet'],
  ])('%s', (text, scope, words) => {
    expect(parseScope(text)).toEqual(scope)
    expect(describeScope(parseScope(text))).toBe(words)
  })
})

describe('a target in the address', () => {
  it.each([
    ['last-good', 'the last good revision'],
    ['3', 'revision 3'],
    ['0', 'the last good revision'],
    ['-1', 'the last good revision'],
    ['1.5', 'the last good revision'],
    ['', 'the last good revision'],
  ])('%s', (text, words) => {
    expect(describeTarget(parseTarget(text))).toBe(words)
  })
})
