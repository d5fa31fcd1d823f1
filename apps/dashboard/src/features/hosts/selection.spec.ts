import { describe, expect, it } from 'vitest'
import { countMarked, extended, isMarked, NOTHING, rowAfter, type Selection, toggled } from './selection'

const LOADED = ['a', 'b', 'c', 'd', 'e']
const some = (...names: string[]): Selection => ({ kind: 'some', names: new Set(names) })
const ALL: Selection = { kind: 'all', total: 9_812 }

describe('a selection', () => {
  it('marks a host and takes the mark away', () => {
    const one = toggled(NOTHING, 'b', LOADED)
    expect(one).toEqual(some('b'))
    expect(toggled(one, 'b', LOADED)).toEqual(NOTHING)
    expect([isMarked(one, 'b'), isMarked(one, 'c'), isMarked(ALL, 'whoever')]).toEqual([true, false, true])
  })

  it('counts all that fit, loaded or not', () => {
    expect([countMarked(NOTHING), countMarked(some('a', 'b')), countMarked(ALL)]).toEqual([0, 2, 9_812])
  })

  it('of all that fit, without one, is what can be named', () => {
    expect(toggled(ALL, 'c', LOADED)).toEqual(some('a', 'b', 'd', 'e'))
  })

  it.each([
    ['b', 'd', some('b', 'c', 'd')],
    ['d', 'b', some('b', 'c', 'd')],
    [undefined, 'c', some('c')],
    ['gone', 'c', some('c')],
    ['b', 'gone', NOTHING],
  ] as const)('goes from %s to %s', (from, to, expected) => {
    expect(extended(NOTHING, { from, to }, LOADED)).toEqual(expected)
  })

  it('keeps what was marked when it goes further', () => {
    expect(extended(some('a'), { from: 'c', to: 'd' }, LOADED)).toEqual(some('a', 'c', 'd'))
    expect(extended(ALL, { from: 'c', to: 'd' }, LOADED)).toBe(ALL)
  })
})

describe('the row after', () => {
  it.each([
    [undefined, 1, 'a'],
    ['a', 1, 'b'],
    ['a', -1, 'a'],
    ['e', 1, 'e'],
    ['c', -1, 'b'],
    ['gone', 1, 'a'],
  ] as const)('%s by %i is %s', (current, step, expected) => {
    expect(rowAfter(current, step, LOADED)).toBe(expected)
  })

  it('of nothing is none', () => {
    expect(rowAfter(undefined, 1, [])).toBeUndefined()
  })
})
