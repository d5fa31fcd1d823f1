import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { formatHostQuery, hostTerm } from './format.js'
import { parseHostQuery } from './parse.js'
import { MAX_LENGTH } from './query.js'

/** Pieces of the language, so that random texts are often nearly right, and sometimes right. */
const piece = fc.oneof(
  fc.constantFrom(
    ...[
      'state:drifted',
      'go:<1.24',
      'label.env=prod',
      '-',
      'not ',
      ' or ',
      ' and ',
      '(',
      ')',
      ' ',
      ',',
      '"',
      '*',
    ],
    ...[
      'name:',
      'label.',
      'seen:>',
      '1h',
      '=',
      '!=',
      '<',
      '\\',
      'go1.22.12',
      'agent:0.2',
      'held:yes',
      'a',
      'or',
    ],
  ),
  fc.string({ maxLength: 4 }),
  fc.string({ unit: 'grapheme', maxLength: 3 }),
)
const text = fc.array(piece, { maxLength: 20 }).map((pieces) => pieces.join(''))

describe('a formatted query', () => {
  it('reads back as the same query, and is what formatting gives again', () => {
    let understood = 0
    fc.assert(
      fc.property(text, (given) => {
        const parsed = parseHostQuery(given)
        if (!parsed.ok) return
        understood += 1
        const formatted = formatHostQuery(parsed.query)
        if (formatted.length > MAX_LENGTH) return
        expect(parseHostQuery(formatted)).toEqual(parsed)
      }),
      { numRuns: 5_000 },
    )
    expect(understood).toBeGreaterThan(500)
  })

  it.each([
    ['(a b) and c', 'a b c'],
    ['NOT state=failed', '-state:failed'],
    ['-(a or b)', '-(a or b)'],
    ['a (b or c)', 'a (b or c)'],
    ['go>=1.22 wanted:1.2*', 'go:>=1.22 wanted:go1.2*'],
    ['label.team:"Build farm"', 'label.team="Build farm"'],
    [String.raw`"a \"b\" \\"`, String.raw`"a \"b\" \\"`],
    ['"state:x","-y"', '"state:x",-y'],
    ['name:"<1"', 'name:"<1"'],
    ['name!=<*', '-name=<*'],
    ['"-a" "not" "*"', '"-a" "not" "*"'],
  ])('%s is written %s', (given, expected) => {
    const parsed = parseHostQuery(given)
    expect(parsed.ok && formatHostQuery(parsed.query)).toBe(expected)
  })
})

describe('parsing', () => {
  it('never throws, and points into the text', () => {
    const any = fc.oneof(text, fc.string({ unit: 'binary', maxLength: 60 }), fc.string({ maxLength: 1_200 }))
    fc.assert(
      fc.property(any, (given) => {
        const parsed = parseHostQuery(given)
        if (parsed.ok) return
        const { at, hint, length, message } = parsed.problem
        expect(at).toBeGreaterThanOrEqual(0)
        expect(at + length).toBeLessThanOrEqual(given.length)
        expect(message).not.toBe('')
        expect(hint).toMatch(/[.?]$/)
      }),
      { numRuns: 5_000 },
    )
  })
})

describe('a term for a link', () => {
  it('takes its values by the letter, whatever is in them', () => {
    const printable = fc.string({ unit: 'grapheme-ascii', maxLength: 20 })
    fc.assert(
      fc.property(fc.array(printable, { minLength: 1, maxLength: 4 }), (values) => {
        const any = values.map((value) => ({ kind: 'text', text: value }))
        expect(parseHostQuery(hostTerm('group', ...values))).toEqual({
          ok: true,
          query: { kind: 'text', field: 'group', any },
        })
        expect(parseHostQuery(hostTerm('label.k', ...values))).toEqual({
          ok: true,
          query: { kind: 'label', key: 'k', any },
        })
      }),
    )
  })
})
