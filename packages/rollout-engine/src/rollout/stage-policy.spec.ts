import { expect, it } from 'vitest'
import { stagePolicy } from './stage-policy.js'
import { policy, stage } from './test/samples.js'

const gated = stage({ size: { kind: 'percent', percent: 25 }, gates: ['smoke'], approvals: 2, soakMs: 5 })

it('is the stage as it was written', () => {
  expect(stagePolicy(policy({ stages: [stage(), gated] }), 1)).toBe(gated)
})

it('of the implicit last stage is that of the one before, for everyone and without approvals', () => {
  expect(stagePolicy(policy({ stages: [gated] }), 1)).toEqual({
    ...gated,
    size: { kind: 'percent', percent: 100 },
    approvals: 0,
  })
})

it('has no stage beyond everyone', () => {
  const all = policy({ stages: [stage({ size: { kind: 'percent', percent: 100 } })] })
  expect(stagePolicy(all, 0)).toBe(all.stages[0])
  expect(() => stagePolicy(all, 1)).toThrow(new RangeError('there is no stage 1'))
  expect(() => stagePolicy(all, -1)).toThrow(RangeError)
})
