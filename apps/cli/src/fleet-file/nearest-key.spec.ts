import { expect, it } from 'vitest'
import { nearestKey } from './nearest-key.js'

const KEYS = ['stages', 'gates', 'windows', 'spreadBy', 'silentAfter']

it.each([
  ['stagse', 'stages'],
  ['stage', 'stages'],
  ['Gates', 'gates'],
  ['window', 'windows'],
  ['spread_by', 'spreadBy'],
  ['silent', 'silentAfter'],
  ['', undefined],
  ['xylophone', undefined],
])('%j is nearest to %s', (written, key) => expect(nearestKey(written, KEYS)).toBe(key))
