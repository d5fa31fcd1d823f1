import stringWidth from 'string-width'
import { describe, expect, it } from 'vitest'
import { cut } from './cut.js'

describe('cut', () => {
  it.each([
    ['short', 10, 'short'],
    ['exactly', 7, 'exactly'],
    ['too long', 5, 'too …'],
    ['日本語のホスト', 7, '日本語…'],
    ['日本語', 6, '日本語'],
    ['whatever', undefined, 'whatever'],
  ])('%s in %s cells', (text, width, expected) => {
    expect(cut(text, width)).toBe(expected)
    expect(stringWidth(cut(text, width))).toBeLessThanOrEqual(width ?? Number.POSITIVE_INFINITY)
  })
})
