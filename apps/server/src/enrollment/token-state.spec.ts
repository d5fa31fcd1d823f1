import { expect, it } from 'vitest'
import { tokenState } from './token-state.js'

const now = new Date('2026-01-01T12:00:00Z')
const later = new Date('2026-01-01T12:00:01Z')

it.each([
  ['valid', { uses: 1, used: 0, expiresAt: later, revokedAt: null }],
  ['used-up', { uses: 2, used: 2, expiresAt: later, revokedAt: null }],
  ['expired', { uses: 1, used: 0, expiresAt: now, revokedAt: null }],
  ['expired', { uses: 1, used: 1, expiresAt: now, revokedAt: null }],
  ['revoked', { uses: 1, used: 1, expiresAt: now, revokedAt: now }],
] as const)('%s: %o', (state, token) => {
  expect(tokenState(token, now)).toBe(state)
})
