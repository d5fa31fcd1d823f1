import { describe, expect, it } from 'vitest'
import { type KeyStep, stepKeys } from './key-sequence'

function press(...pressed: string[]): KeyStep['action'][] {
  let leader = false
  return pressed.map((key) => {
    const step = stepKeys(leader, key)
    leader = step.leader
    return step.action
  })
}

describe('stepKeys', () => {
  it('goes somewhere after g and a letter', () => {
    expect(press('g', 'h')).toEqual([undefined, { kind: 'go', key: 'h' }])
    expect(press('g', 'g')).toEqual([undefined, { kind: 'go', key: 'g' }])
  })

  it('forgets the leader after one key', () => {
    expect(press('g', 'x', 'h')).toEqual([undefined, { kind: 'go', key: 'x' }, undefined])
  })

  it('searches with /', () => {
    expect(press('/')).toEqual([{ kind: 'search' }])
  })

  it('leaves every other key alone', () => {
    expect(press('h', 'o', 'Escape')).toEqual([undefined, undefined, undefined])
  })
})
