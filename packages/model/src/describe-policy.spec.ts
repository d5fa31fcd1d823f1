import { describe, expect, it } from 'vitest'
import { describePolicy, describePolicyPart, describeSeconds, POLICY_PARTS } from './describe-policy.js'
import type { HostPolicy } from './desired-state.js'

/** For each part: in words when it is said, and when it is not. */
const PARTS: Record<(typeof POLICY_PARTS)[number], readonly [HostPolicy, said: string, unsaid: string]> = {
  keep: [{ keep: 4 }, 'keeps 4 releases', 'keeps as many releases as the agent does by itself'],
  drainSeconds: [
    { drainSeconds: 600 },
    'waits up to 10 min for running builds',
    'switches without waiting for builds',
  ],
  drift: [{ drift: 'correct' }, 'puts drift right by itself', 'reports drift'],
  agent: [{ agent: '0.2.0' }, 'runs agent 0.2.0', 'runs whichever agent is there'],
}

describe('a policy in words', () => {
  it.each(POLICY_PARTS)('%s', (part) => {
    const [policy, said, unsaid] = PARTS[part]
    expect(describePolicyPart(part, policy)).toBe(said)
    expect(describePolicyPart(part, {})).toBe(unsaid)
    expect(describePolicy(policy)).toBe(said)
  })

  it('that says nothing is empty, and one that says more is one line in a fixed order', () => {
    expect(describePolicy({})).toBe('')
    expect(describePolicy({ agent: '0.2.0', drift: 'report', drainSeconds: 0, keep: 2 })).toBe(
      'keeps 2 releases, switches without waiting for builds, reports drift, runs agent 0.2.0',
    )
  })
})

it.each([
  [0, '0 s'],
  [45, '45 s'],
  [600, '10 min'],
  [5400, '1 h 30 min'],
  [86_400, '24 h'],
  [3601, '1 h 1 s'],
])('%i seconds are %s', (seconds, words) => {
  expect(describeSeconds(seconds)).toBe(words)
})
