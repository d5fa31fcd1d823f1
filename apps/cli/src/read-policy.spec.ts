import { describe, expect, it } from 'vitest'
import { changedPolicy, readPolicy } from './read-policy.js'

describe('a policy on the command line', () => {
  it.each([
    [{}, []],
    [{ keep: '4' }, [{ part: 'keep', value: 4 }]],
    [
      { keep: 'default', drain: '10m' },
      [
        { part: 'keep', value: undefined },
        { part: 'drainSeconds', value: 600 },
      ],
    ],
    [{ agent: '0.2.0' }, [{ part: 'agent', value: '0.2.0' }]],
    [{ agent: 'default' }, [{ part: 'agent', value: undefined }]],
    [{ drift: 'correct' }, [{ part: 'drift', value: 'correct' }]],
    [{ drift: 'report' }, [{ part: 'drift', value: 'report' }]],
    [{ drift: 'default' }, [{ part: 'drift', value: undefined }]],
    [{ drain: '0' }, [{ part: 'drainSeconds', value: 0 }]],
    [{ drain: '24h' }, [{ part: 'drainSeconds', value: 86_400 }]],
  ])('%j', (given, changes) => {
    expect(readPolicy(given)).toEqual(changes)
  })

  it.each([
    { keep: '1' },
    { keep: '21' },
    { keep: 'many' },
    { drain: '25h' },
    { drain: '100ms' },
    { drain: 'soon' },
    { agent: 'newest' },
    { drift: 'fix' },
  ])('%j is refused', (given) => {
    expect(() => readPolicy(given)).toThrow(/is not possible/)
  })

  it('changes what it speaks of, keeps the rest, and takes away what is left to the agent', () => {
    const before = { keep: 4, drainSeconds: 60, agent: '0.2.0' }
    expect(changedPolicy(before, [{ part: 'keep', value: 5 }])).toEqual({ ...before, keep: 5 })
    expect(changedPolicy(before, [{ part: 'keep', value: undefined }])).toEqual({
      drainSeconds: 60,
      agent: '0.2.0',
    })
  })
})
