import { createApiToken } from '@goherd/protocol'
import { expect, it } from 'vitest'
import { LIFETIMES, lifetimeSeconds } from './token-lifetime'

it.each(LIFETIMES)('a token that ends $word is one the server takes', ({ days }) => {
  const ttlSeconds = lifetimeSeconds(days)
  expect(createApiToken.parse({ name: 'ci', ttlSeconds }).ttlSeconds).toBe(ttlSeconds)
})

it('a lifetime is seconds, and no end is null', () => {
  expect(lifetimeSeconds('7')).toBe(604_800)
  expect(lifetimeSeconds('')).toBeNull()
})
