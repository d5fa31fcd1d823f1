import { canonicalJson } from '@goherd/model'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { sameValue } from './same-value.js'

describe('two values', () => {
  it('of plain data are equal exactly when their canonical JSON is', () => {
    const value = fc.jsonValue({ maxDepth: 4 }).map((drawn): unknown => JSON.parse(JSON.stringify(drawn)))
    fc.assert(
      fc.property(value, value, (a, b) => {
        expect(sameValue(a, JSON.parse(JSON.stringify(a)))).toBe(true)
        expect(sameValue(a, b)).toBe(canonicalJson(a) === canonicalJson(b))
      }),
    )
  })

  it.each([
    [{ a: 1, b: undefined }, { a: 1 }, true],
    [{ a: 1, b: 2 }, { b: 2, a: 1 }, true],
    [{ a: [1, { b: 2 }] }, { a: [1, { b: 2 }] }, true],
    [{ a: [1, { b: 2 }] }, { a: [1, { b: 3 }] }, false],
    [[1, 2], [2, 1], false],
    [[], {}, false],
    [null, {}, false],
    [{ a: null }, {}, false],
    [{ a: 1 }, { b: 1 }, false],
    ['', 0, false],
  ])('%o and %o: %s', (a, b, expected) => {
    expect(sameValue(a, b)).toBe(expected)
    expect(sameValue(b, a)).toBe(expected)
  })
})
