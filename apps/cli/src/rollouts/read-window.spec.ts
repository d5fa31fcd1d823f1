import { describe, expect, it } from 'vitest'
import { parseWindow, readWindow } from './read-window.js'

describe('a window', () => {
  it.each([
    ['Mon-Fri 09:00-17:00 Europe/Berlin', [1, 2, 3, 4, 5], '09:00', '17:00', 'Europe/Berlin'],
    ['sat,sun 22:00-04:00', [6, 7], '22:00', '04:00', 'UTC'],
    ['Fri-Mon 9:00-24:00 America/New_York', [1, 5, 6, 7], '09:00', '24:00', 'America/New_York'],
    ['daily 00:00-06:00 UTC', [1, 2, 3, 4, 5, 6, 7], '00:00', '06:00', 'UTC'],
    ['Monday,Wednesday-Thursday 10:00 - 11:00 Asia/Tokyo', [1, 3, 4], '10:00', '11:00', 'Asia/Tokyo'],
  ])('%s', (text, days, from, to, timeZone) => {
    expect(parseWindow(text)).toEqual({ timeZone, days, from, to })
  })

  it.each([
    '',
    'Mon-Fri',
    'Mon-Fri 9-17',
    'Mon-Fri 09:00-25:00',
    'Mon-Fri 24:00-09:00',
    'Mon-Wed-Fri 09:00-17:00',
    'Moonday 09:00-17:00',
    'Mon, 09:00-17:00',
    'Mon-Fri 09:00-17:00 Europe/Atlantis',
  ])('%j is none', (text) => {
    expect(parseWindow(text)).toBeUndefined()
    expect(() => readWindow(text)).toThrow(
      expect.objectContaining({ exit: 'usage', hint: expect.stringContaining('--window "Mon-Fri') }),
    )
  })
})
