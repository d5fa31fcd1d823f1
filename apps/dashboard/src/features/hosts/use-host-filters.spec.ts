import { hostQuery } from '@goherd/protocol'
import { describe, expect, it } from 'vitest'
import { SORTS, toHostQuery } from './use-host-filters'

const PLAIN = { q: '', group: null, state: null, sort: 'name', order: 'asc' } as const

describe('toHostQuery', () => {
  it('leaves out what is not set', () => {
    expect(toHostQuery(PLAIN)).toEqual({ sort: 'name', order: 'asc' })
  })

  it('asks for what is', () => {
    expect(
      toHostQuery({ ...PLAIN, q: 'ci go:<1.24', group: 'build', state: 'drifted', order: 'desc' }),
    ).toEqual({
      q: 'ci go:<1.24',
      group: 'build',
      state: 'drifted',
      sort: 'name',
      order: 'desc',
    })
  })

  it.each(SORTS)('is a query the server accepts, sorted by %s', (sort) => {
    expect(hostQuery.safeParse(toHostQuery({ ...PLAIN, sort })).success).toBe(true)
  })
})
