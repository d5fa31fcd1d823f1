import { describe, expect, it } from 'vitest'
import { readHostQuery } from './read-host-query.js'

describe('a query on the command line', () => {
  it('that follows the language is passed on as it is', () => {
    expect(readHostQuery('state:drifted go:<1.24')).toBe('state:drifted go:<1.24')
  })

  it.each([
    ['a stat:x', 'the query cannot be read at "stat", character 3: there is no field stat'],
    ['name:', 'the query cannot be read at its end: a value is missing here'],
  ])('%s is refused with its place', (text, message) => {
    expect(() => readHostQuery(text)).toThrow(expect.objectContaining({ message, exit: 'usage' }))
  })
})
