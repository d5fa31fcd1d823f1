import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  canonicalDesiredState,
  canonicalJson,
  canonicalProof,
  type HostPolicy,
  isSameDesired,
} from './desired-state.js'

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

const bytes = (policy?: HostPolicy) =>
  canonicalDesiredState({ release: 'go1.22.12', settings: { GOPROXY: 'off' }, policy })

it('has the bytes it had before there were policies, as long as none says anything', () => {
  const before = '{"format":1,"release":"go1.22.12","settings":{"GOPROXY":"off"}}'
  expect([bytes(), bytes({}), bytes({ keep: undefined })]).toEqual([before, before, before])
})

it('has other bytes for every policy that says something else', () => {
  const policies = [{}, { keep: 2 }, { keep: 3 }, { drainSeconds: 0 }, { agent: '0.2.0' }]
  expect(new Set(policies.map((policy) => bytes(policy))).size).toBe(policies.length)
  expect(bytes({ keep: 2, agent: undefined })).toBe(
    '{"format":1,"policy":{"keep":2},"release":"go1.22.12","settings":{"GOPROXY":"off"}}',
  )
})

it('has the bytes that an agent comes to which does not know what is done about drift', () => {
  expect(bytes({ drift: 'correct' })).toBe(bytes())
  expect(bytes({ drift: 'correct', keep: 2 })).toBe(bytes({ keep: 2 }))
})

describe('two states are the same', () => {
  const state = (policy?: HostPolicy) => ({ release: 'go1.22.12', settings: {}, policy })

  it.each([
    [undefined, {}, true],
    [undefined, { drift: 'report' }, true],
    [{ keep: 2 }, { keep: 2, drift: 'report' }, true],
    [{ drift: 'correct' }, { drift: 'correct' }, true],
    [{ drift: 'correct' }, {}, false],
    [{ keep: 2, drift: 'correct' }, { keep: 2 }, false],
    [{ keep: 2 }, { keep: 3 }, false],
  ] as const)('%j and %j: %s', (a, b, expected) => {
    expect(isSameDesired(state(a), state(b))).toBe(expected)
    expect(isSameDesired(state(b), state(a))).toBe(expected)
  })

  it('only with the same release', () => {
    expect(isSameDesired(state(), { ...state(), release: 'go1.23.5' })).toBe(false)
  })
})
