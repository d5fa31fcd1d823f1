import { expect, it } from 'vitest'
import { writeWindow } from './week-window.js'

it.each([
  [[1, 2, 3, 4, 5], 'Mon-Fri'],
  [[5, 3, 4], 'Wed-Fri'],
  [[6, 7], 'Sat,Sun'],
  [[1, 2, 6], 'Mon,Tue,Sat'],
  [[3], 'Wed'],
  [[1, 2, 3, 4, 5, 6, 7], 'daily'],
])('a window on %j is written as the command line takes it', (days, said) => {
  expect(writeWindow({ timeZone: 'Europe/Berlin', days, from: '22:00', to: '04:00' })).toBe(
    `${said} 22:00-04:00 Europe/Berlin`,
  )
})
