import { describe, expect, it } from 'vitest'
import { readMoment } from './read-moment.js'

const NOW = Date.parse('2026-05-04T12:00:00.000Z')

describe('a moment', () => {
  it.each([
    ['2d', '2026-05-02T12:00:00.000Z'],
    ['90m', '2026-05-04T10:30:00.000Z'],
    ['2026-05-04', '2026-05-04T00:00:00.000Z'],
    ['2026-05-04T10:00Z', '2026-05-04T10:00:00.000Z'],
    ['2026-05-04T10:00+02:00', '2026-05-04T08:00:00.000Z'],
  ])('%s', (text, at) => expect(readMoment(text, '--since', NOW)).toBe(at))

  it.each(['', 'yesterday', '2026-13-01', '5 apples', '2026-05-04T99:00Z', '1e99d'])(
    '"%s" is refused',
    (text) => {
      expect(() => readMoment(text, '--since', NOW)).toThrow(
        expect.objectContaining({ exit: 'usage', message: `"${text}" is not a time for --since` }),
      )
    },
  )
})
