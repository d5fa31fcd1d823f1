import { describe, expect, it, vi } from 'vitest'
import { MovedRows } from './moved-rows'

describe('MovedRows', () => {
  it('counts each host once, list by list', () => {
    const moved = new MovedRows()
    moved.add('all', ['ci-1', 'ci-2'])
    moved.add('all', ['ci-2', 'ci-3'])
    moved.add('drifted', ['ci-1'])
    expect([moved.count('all'), moved.count('drifted'), moved.count('other')]).toEqual([3, 1, 0])
  })

  it('forgets a list that was fetched, and all of them after a gap', () => {
    const moved = new MovedRows()
    moved.add('all', ['ci-1'])
    moved.add('drifted', ['ci-1'])
    moved.settle('all')
    expect([moved.count('all'), moved.count('drifted')]).toEqual([0, 1])
    moved.clear()
    expect(moved.count('drifted')).toBe(0)
  })

  it('tells those who listen, and only when something changed', () => {
    const moved = new MovedRows()
    const heard = vi.fn()
    const stop = moved.subscribe(heard)
    moved.add('all', ['ci-1'])
    moved.settle('unknown')
    moved.settle('all')
    expect(heard).toHaveBeenCalledTimes(2)
    stop()
    moved.add('all', ['ci-2'])
    expect(heard).toHaveBeenCalledTimes(2)
  })
})
