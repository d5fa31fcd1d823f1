import { describe, expect, it } from 'vitest'
import { stageChanges } from './stage-changes'

const one = (sentence: string, paused = false) => [{ id: 'r1', sentence, paused }]

describe('stageChanges', () => {
  it('says nothing of what was there when the page opened', () => {
    expect(stageChanges(undefined, one('stage 1 of 4'))).toEqual([])
  })

  it('says a new rollout, another stage, a pause and the end', () => {
    expect(stageChanges([], one('stage 1 of 4, updating'))).toEqual(['stage 1 of 4, updating'])
    expect(stageChanges(one('Stage 1 of 4, updating'), one('Stage 2 of 4, updating'))).toEqual([
      'Stage 2 of 4, updating',
    ])
    expect(stageChanges(one('stage 2 of 4'), one('stage 2 of 4: paused', true))).toHaveLength(1)
    expect(stageChanges(one('stage 4 of 4'), [])).toEqual(['a rollout has ended'])
    const two = [...one('stage 1 of 2'), { id: 'r2', sentence: 'stage 1 of 3', paused: false }]
    expect(stageChanges(two, [])).toEqual(['2 rollouts have ended'])
  })

  it('keeps quiet while only counters move', () => {
    expect(
      stageChanges(one('stage 2 of 4: 3 hosts on the way'), one('stage 2 of 4: 9 hosts on the way')),
    ).toEqual([])
  })
})
