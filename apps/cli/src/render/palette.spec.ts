import { expect, it } from 'vitest'
import { wantsColours } from './palette.js'

it.each([
  [{ flag: true, env: {}, isTTY: true }, true],
  [{ flag: true, env: {}, isTTY: false }, false],
  [{ flag: false, env: { FORCE_COLOR: '1' }, isTTY: true }, false],
  [{ flag: true, env: { NO_COLOR: '1', FORCE_COLOR: '1' }, isTTY: true }, false],
  [{ flag: true, env: { NO_COLOR: '' }, isTTY: true }, true],
  [{ flag: true, env: { FORCE_COLOR: '1' }, isTTY: false }, true],
  [{ flag: true, env: { FORCE_COLOR: '0' }, isTTY: true }, false],
  [{ flag: true, env: { TERM: 'dumb' }, isTTY: true }, false],
])('colours with %j: %s', (given, wanted) => expect(wantsColours(given)).toBe(wanted))
