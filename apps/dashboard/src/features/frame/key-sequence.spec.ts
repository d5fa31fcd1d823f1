import { describe, expect, it } from 'vitest'
import { isPaletteChord, stepKeys } from './key-sequence'

function press(...pressed: string[]) {
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
    expect(press('g', 'x', 'h')).toEqual([undefined, { kind: 'go', key: 'x' }, { kind: 'page', key: 'h' }])
  })

  it('searches with / and shows its keys with ?', () => {
    expect(press('/', '?')).toEqual([{ kind: 'search' }, { kind: 'help' }])
  })

  it('leaves every other key to the page', () => {
    expect(press('j', 'Escape')).toEqual([
      { kind: 'page', key: 'j' },
      { kind: 'page', key: 'Escape' },
    ])
  })
})

describe('isPaletteChord', () => {
  const keys = { key: 'k', metaKey: false, ctrlKey: false, altKey: false, shiftKey: false }
  it.each([
    [{ ...keys, metaKey: true }, true],
    [{ ...keys, ctrlKey: true }, true],
    [{ ...keys, key: 'K', ctrlKey: true }, true],
    [keys, false],
    [{ ...keys, ctrlKey: true, shiftKey: true }, false],
    [{ ...keys, metaKey: true, altKey: true }, false],
    [{ ...keys, key: 'j', metaKey: true }, false],
  ])('%o: %s', (event, is) => {
    expect(isPaletteChord(event)).toBe(is)
  })
})
