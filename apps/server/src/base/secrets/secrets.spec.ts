import { expect, it } from 'vitest'
import { hashSecret, newSecret, sameHash } from './index.js'

it('a secret has its prefix and 256 random bits, and none is made twice', () => {
  const made = Array.from({ length: 1000 }, () => newSecret('goh_'))
  expect(made.every((secret) => /^goh_[\w-]{43}$/.test(secret))).toBe(true)
  expect(new Set(made).size).toBe(1000)
})

it('hashes are equal for equal secrets only', () => {
  expect(sameHash(hashSecret('a'), hashSecret('a'))).toBe(true)
  expect(sameHash(hashSecret('a'), hashSecret('b'))).toBe(false)
  expect(sameHash(hashSecret('a'), '')).toBe(false)
})
