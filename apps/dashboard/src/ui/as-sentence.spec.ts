import { describe, expect, it } from 'vitest'
import { asSentence } from './as-sentence'

describe('asSentence', () => {
  it.each([
    ['the host is offline', 'The host is offline.'],
    ['go1.22.12 is wanted.', 'go1.22.12 is wanted.'],
    ['ci-1 is offline', 'ci-1 is offline.'],
    ['really?', 'Really?'],
    ['  one, and more…  ', 'One, and more…'],
    ['', ''],
  ])('%j', (reason, sentence) => {
    expect(asSentence(reason)).toBe(sentence)
  })
})
