import { describe, expect, it } from 'vitest'
import { STATE_KINDS } from './activity.js'
import { BLANK_MEMORY, isPending } from './memory.js'
import { isSafeToStop } from './step.js'
import { accepted } from './test/samples.js'
import { SITUATIONS } from './test/situations.js'

describe('a memory', () => {
  it('has nothing pending before the first assignment', () => {
    expect(isPending(BLANK_MEMORY)).toBe(false)
  })

  it('has the newest assignment pending until its epoch was reached', () => {
    const memory = { ...BLANK_MEMORY, accepted: accepted(3) }
    expect(isPending({ ...memory, reachedEpoch: 2 })).toBe(true)
    expect(isPending({ ...memory, reachedEpoch: 3 })).toBe(false)
  })

  it('is plain data: it comes back from JSON as it was, in every state', () => {
    for (const state of STATE_KINDS) {
      const { memory } = SITUATIONS[state]().state
      expect(JSON.parse(JSON.stringify(memory))).toEqual(memory)
    }
  })
})

describe('stopping', () => {
  it('is safe everywhere but between a visible rename and its check', () => {
    const unsafe = STATE_KINDS.filter((state) => !isSafeToStop(SITUATIONS[state]().state))
    expect(unsafe).toEqual(['switching', 'checking', 'switching-back'])
  })
})
