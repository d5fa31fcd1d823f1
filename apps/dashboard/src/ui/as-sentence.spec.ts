import { describe, expect, it } from 'vitest'
import { asSentence } from './as-sentence'

describe('asSentence', () => {
  it.each([
    ['the host is offline', 'The host is offline.'],
    ['go1.22.12 is wanted.', 'Go1.22.12 is wanted.'],
    ['really?', 'Really?'],
    ['  one, and more…  ', 'One, and more…'],
    ['', ''],
  ])('%j', (reason, sentence) => {
    expect(asSentence(reason)).toBe(sentence)
  })
})
