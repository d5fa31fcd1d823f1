import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { fitsGlob, foldCase } from './text-match.js'

const few = fc.string({ unit: fc.constantFrom('a', 'b', 'B', '*'), maxLength: 8 })
const plain = fc.string({ unit: fc.constantFrom('a', 'b', 'B'), maxLength: 10 })

describe('a glob', () => {
  it('fits as the regular expression of the same meaning does', () => {
    fc.assert(
      fc.property(few, plain, (glob, text) => {
        const same = new RegExp(`^${glob.replaceAll('*', '.*')}$`, 'i')
        expect(fitsGlob(glob, text)).toBe(same.test(text))
      }),
      { numRuns: 2_000 },
    )
  })

  it('is judged in one pass, however nasty it is', () => {
    expect(fitsGlob(`${'*a'.repeat(200)}b`, 'a'.repeat(5_000))).toBe(false)
  })
})

it('only the capitals of ASCII have small letters', () => {
  expect(foldCase('ABC Ä\u0130\u212a')).toBe('abc Ä\u0130\u212a')
})
