import { describe, expect, it } from 'vitest'
import { completeQuery, queryBegun } from './complete-query.js'

const KNOWN = {
  groups: ['build', 'Bench farm'],
  releases: ['go1.23.5'],
  labels: { env: ['dev', 'prod'] },
}
const words = (begun: string) => completeQuery(begun, KNOWN).map(({ word }) => word)

describe('a query goes on', () => {
  it.each([
    ['sta', 'state:drifted'],
    ['state:failed,dri', 'state:failed,drifted'],
    ['state:drifted label.e', 'state:drifted label.env=prod'],
    ['state:drifted and gr', 'state:drifted and group:build'],
    ['state:drifted or -os', 'state:drifted or -os:'],
    ['group:Be', 'group:"Bench farm"'],
  ])('%s with %s', (begun, word) => expect(words(begun)).toContain(word))

  it('with every field at its start, and with nothing that is not there', () => {
    expect(words('')).toEqual(expect.arrayContaining(['state:', 'group:', 'go:']))
    expect(words('nope:')).toEqual([])
  })

  it.each([
    [`'state:dr`, 'state:dr'],
    ['"go:', 'go:'],
    ['go:', 'go:'],
  ])('%s was typed as %s', (word, begun) => expect(queryBegun(word)).toBe(begun))
})
