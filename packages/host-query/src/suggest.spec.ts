import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseHostQuery } from './parse.js'
import { suggest, type Vocabulary } from './suggest.js'

const KNOWN: Vocabulary = {
  groups: ['build', 'Bench farm', 'canary'],
  releases: ['go1.23.5', 'go1.22.12', 'go1.22.2'],
  platforms: ['linux/amd64', 'linux/arm64', 'darwin/arm64'],
  agents: ['0.2.0'],
  errors: ['disk_full'],
  names: ['ci-1', 'ci-2'],
  labels: { env: ['prod', 'dev'], 'team/x': ['a b'] },
}

/** `|` is the cursor. */
function at(marked: string) {
  const cursor = marked.indexOf('|')
  const text = marked.replace('|', '')
  const { from, items, to } = suggest(text, cursor, KNOWN)
  const inserts = items.map(({ insert }) => insert)
  const [first = ''] = inserts
  return { inserts, becomes: `${text.slice(0, from)}${first}${text.slice(to)}` }
}

describe('what is offered', () => {
  it.each([
    ['sta|', 'state:'],
    ['a -sta|', 'a -state:'],
    ['(STA|', '(state:'],
    ['label.e|', 'label.env='],
    ['env|', 'label.env='],
    ['sta|te:drifted', 'state:drifted'],
    ['state:dri|', 'state:drifted'],
    ['state:failed,dri|', 'state:failed,drifted'],
    ['state:dri|x b', 'state:drifted b'],
    ['group:ben|', 'group:"Bench farm"'],
    ['group:"ben|', 'group:"Bench farm"'],
    ['label.team/x=|', 'label.team/x="a b"'],
    ['go:1.22.1|', 'go:1.22.12'],
    ['go:<|', 'go:<1.23'],
    ['os:l|', 'os:linux'],
    ['arch:a|', 'arch:amd64'],
    ['seen:|', 'seen:>1h'],
    ['held:|', 'held:yes'],
    ['error:d|', 'error:disk_full'],
  ])('at %s leads to %s', (marked, becomes) => {
    expect(at(marked).becomes).toBe(becomes)
  })

  it('at the start is every field, and labels after them', () => {
    expect(at('|').inserts).toEqual(expect.arrayContaining(['state:', 'go:', 'group:']))
    expect(at('|').inserts).toHaveLength(12)
  })

  it('is nothing for a field that does not exist, and nothing that is written already', () => {
    expect(at('nope:|').inserts).toEqual([])
    expect(at('label.constructor=|').inserts).toEqual([])
    expect(at('state:drifted|').inserts).toEqual([])
  })

  it('never throws, stays in the text, and a chosen value is always understood', () => {
    const piece = fc.constantFrom(
      ...['state:', 'group:"', 'go:<', 'label.env=', 'seen:>', ' ', '-', '(', '"', ',', 'a', '\\'],
    )
    const text = fc.array(piece, { maxLength: 8 }).map((pieces) => pieces.join(''))
    fc.assert(
      fc.property(text, fc.integer({ min: -2, max: 60 }), (given, cursor) => {
        const { from, items, to } = suggest(given, cursor, KNOWN)
        expect(0 <= from && from <= to && to <= given.length).toBe(true)
        for (const { insert } of items) {
          const field = /^([a-z/.]+[:=]<?>?)[^:=]*$/.exec(given)?.[1]
          if (field && from === field.length) expect(parseHostQuery(`${field}${insert}`).ok).toBe(true)
        }
      }),
      { numRuns: 2_000 },
    )
  })
})
