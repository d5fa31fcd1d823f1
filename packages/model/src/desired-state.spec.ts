import fc from 'fast-check'
import { expect, it } from 'vitest'
import { canonicalDesiredState, canonicalJson, canonicalProof } from './desired-state.js'

it('is the same text for the same value, whatever the order of its keys', () => {
  fc.assert(
    fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (value) => {
      const reversed = Object.fromEntries(Object.entries(value).reverse())
      expect(canonicalJson(reversed)).toBe(canonicalJson(value))
      expect(JSON.parse(canonicalJson(value))).toEqual(JSON.parse(JSON.stringify(value)))
    }),
  )
})

it('has these bytes, since digests and signatures in the field were made over them', () => {
  expect(canonicalDesiredState({ release: 'go1.22.12', settings: { B: '2', A: '1' } })).toBe(
    '{"format":1,"release":"go1.22.12","settings":{"A":"1","B":"2"}}',
  )
  expect(canonicalProof({ release: 'go1.22.12', treeDigest: 'ab', settings: {} })).toBe(
    '{"format":1,"link":"releases/go1.22.12","settings":{},"tree":"ab"}',
  )
})
