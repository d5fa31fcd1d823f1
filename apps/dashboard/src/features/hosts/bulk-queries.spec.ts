import { parseHostQuery } from '@goherd/host-query'
import { bulkRequest } from '@goherd/protocol'
import { describe, expect, it } from 'vitest'
import { toHostSelection, wasRefused, wholeQuery } from './bulk-queries'

describe('what the list is narrowed by', () => {
  it.each([
    [{}, ''],
    [{ q: 'go:<1.24' }, 'go:<1.24'],
    [{ group: 'build', state: 'drifted' }, 'group:build state:drifted'],
    [{ q: 'os:linux or os:darwin', group: 'build' }, '(os:linux or os:darwin) group:build'],
    [{ q: '', state: 'offline' }, 'state:offline'],
  ] as const)('%j is the query %j', (query, expected) => {
    expect(wholeQuery(query)).toBe(expected)
    expect(parseHostQuery(expected).ok).toBe(true)
  })
})

describe('what the server is told of marked hosts', () => {
  it.each([
    toHostSelection({ kind: 'some', names: new Set(['a', 'b']) }, 'state:drifted'),
    toHostSelection({ kind: 'all', total: 9_812 }, 'state:drifted'),
  ])('is a request: %j', (hosts) => {
    expect(bulkRequest.safeParse({ hosts, change: { kind: 'recheck' } }).success).toBe(true)
  })

  it('holds the number that was seen', () => {
    expect(toHostSelection({ kind: 'all', total: 12 }, 'state:drifted')).toEqual({
      kind: 'query',
      q: 'state:drifted',
      expected: 12,
    })
  })
})

describe('an answer', () => {
  const gone = { host: 'a', code: 'host_unknown', message: 'there is no host a' }
  it.each([
    [{ done: 0, refused: [gone] }, true],
    [{ done: 1, refused: [gone] }, false],
    [{ done: 1, refused: [] }, false],
    // A query that fits nobody is refused as such; nobody who refuses is no refusal.
    [{ done: 0, refused: [] }, false],
  ])('%j is a refusal by all: %j', (answer, refused) => {
    expect(wasRefused(answer)).toBe(refused)
  })
})
