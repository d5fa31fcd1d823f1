import { describe, expect, it } from 'vitest'
import { markup, words } from '../../testing/render'
import { aRevision } from '../../testing/sample-fleet'
import { CompareRevisions, RevisionDiff } from './compare-revisions'
import { readPair, writePair } from './revision-pair'

const REVISIONS = [
  aRevision(3, {
    release: 'go1.23.5',
    settings: { GOFLAGS: '-v' },
    policy: { keep: 5, drift: 'report' },
    current: true,
  }),
  aRevision(2, { release: 'go1.22.12', settings: { GOFLAGS: '-v' } }),
  aRevision(1, { release: 'go1.21.13', settings: { GOSUMDB: 'off' } }),
]
const said = (address: string, revisions = REVISIONS) =>
  words(<CompareRevisions revisions={revisions} />, [], address)

describe('two revisions in the address', () => {
  it('are read and written alike', () => {
    expect(readPair('3..7')).toEqual({ from: 3, to: 7 })
    expect(writePair({ from: 3, to: 7 })).toBe('3..7')
  })

  it.each(['', '3', '3..', '..7', '3...7', 'a..b', '-1..2', '1..99999999999', '3..7..9'])(
    'are not %j',
    (text) => expect(readPair(text)).toBeNull(),
  )
})

describe('any two revisions', () => {
  it('are compared release first, then settings and policy', () => {
    expect(said('?diff=1..3')).toMatch(
      /removed − go1\.21\.13 added \+ go1\.23\.5 added \+ GOFLAGS=-v removed − GOSUMDB=off added \+ keeps 5 releases$/,
    )
  })

  it('are compared backwards as well', () => {
    expect(said('?diff=3..2')).toMatch(
      /removed − go1\.23\.5 added \+ go1\.22\.12 removed − keeps 5 releases$/,
    )
  })

  it('are chosen among all there are', () => {
    const html = markup(<CompareRevisions revisions={REVISIONS} />, [], '?diff=1..3')
    expect(html.match(/<option/g)).toHaveLength(6)
    expect(html).toMatch(/<option value="1" selected="">1 · go1\.21\.13/)
    expect(html).toMatch(/<option value="3" selected="">3 · go1\.23\.5 · current/)
  })

  it('are asked for first, and need two', () => {
    expect(said('')).toBe('Compare two revisions')
    expect(said('?diff=nonsense')).toBe('Compare two revisions')
    expect(said('?diff=1..2', REVISIONS.slice(2))).toBe('')
  })

  it('that are not there are said to be missing', () => {
    expect(said('?diff=1..9')).toContain('This group has no revision 9. Choose another above.')
    expect(said('?diff=8..9')).toContain('This group has no revision 8.')
  })

  it('that are alike say so', () => {
    expect(said('?diff=2..2')).toContain('The same as revision 2.')
    const reported = aRevision(4, { settings: { GOFLAGS: '-v' }, policy: { drift: 'report' } })
    expect(words(<RevisionDiff from={REVISIONS[1]} to={reported} />)).toBe('The same as revision 2.')
  })

  it('that differ in what is hidden say that', () => {
    const settings = { GOPROXY: 'https://•••@proxy.example' }
    const [from, to] = [aRevision(1, { settings }), aRevision(2, { settings, digest: 'b'.repeat(64) })]
    expect(words(<RevisionDiff from={from} to={to} />)).toBe(
      'Only what is hidden differs: other credentials.',
    )
  })
})
