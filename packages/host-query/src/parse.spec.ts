import { describe, expect, it } from 'vitest'
import { formatHostQuery } from './format.js'
import { parseHostQuery } from './parse.js'
import { type HostQuery, MAX_DEPTH, MAX_LENGTH, MAX_TESTS } from './query.js'

function query(text: string): HostQuery {
  const parsed = parseHostQuery(text)
  if (!parsed.ok) throw new Error(`${text}: ${parsed.problem.message}`)
  return parsed.query
}

function problem(text: string) {
  const parsed = parseHostQuery(text)
  if (parsed.ok) throw new Error(`${text} was understood as ${formatHostQuery(parsed.query)}`)
  return parsed.problem
}

const word = (text: string) => ({ kind: 'words', any: [{ kind: 'text', text }] })

describe('what a query means', () => {
  it.each<[string, unknown]>([
    ['', { kind: 'and', parts: [] }],
    ['  \n ', { kind: 'and', parts: [] }],
    ['ci-1', word('ci-1')],
    ['"two words"', word('two words')],
    ['"a*b"', word('a*b')],
    ['a*b', { kind: 'words', any: [{ kind: 'glob', glob: 'a*b' }] }],
    ['12:30', word('12:30')],
    ['linux/amd64', word('linux/amd64')],
    ['"or"', word('or')],
    ['name:ci-*', { kind: 'text', field: 'name', any: [{ kind: 'glob', glob: 'ci-*' }] }],
    ['NAME:a', { kind: 'text', field: 'name', any: [{ kind: 'text', text: 'a' }] }],
    ['label.env=prod', { kind: 'label', key: 'env', any: [{ kind: 'text', text: 'prod' }] }],
    ['label.a/b.c:""', { kind: 'label', key: 'a/b.c', any: [{ kind: 'text', text: '' }] }],
    ['state:Drifted,failed', { kind: 'choice', field: 'state', any: ['drifted', 'failed'] }],
    ['drift:*', { kind: 'choice', field: 'drift', any: ['*'] }],
    ['source:usr-local', { kind: 'choice', field: 'source', any: ['usr-local'] }],
    ['held:yes', { kind: 'flag', field: 'held', is: true }],
    ['proved:FALSE', { kind: 'flag', field: 'proved', is: false }],
    ['go:1.22', { kind: 'version', field: 'go', any: [{ kind: 'key', written: '1.22', key: [1, 22] }] }],
    ['go:1.2*', { kind: 'version', field: 'go', any: [{ kind: 'glob', glob: 'go1.2*' }] }],
    ['go<1.24', { kind: 'order', field: 'go', operator: '<', written: '1.24', key: [1, 24] }],
    ['go:>=1.24rc1', { kind: 'order', field: 'go', operator: '>=', written: '1.24rc1', key: [1, 24, 2, 1] }],
    ['agent:<=0.2.1', { kind: 'order', field: 'agent', operator: '<=', written: '0.2.1', key: [0, 2, 1, 1] }],
    ['seen:>1H', { kind: 'age', operator: '>', written: '1h', seconds: 3600 }],
    ['seen<2w', { kind: 'age', operator: '<', written: '2w', seconds: 1_209_600 }],
    ['seen:*', { kind: 'ever-seen' }],
  ])('%s', (text, expected) => {
    expect(query(text)).toEqual(expected)
  })

  it('beside one another all have to hold, and or separates', () => {
    const [a, b, c] = [word('a'), word('b'), word('c')]
    expect(query('a b or c')).toEqual({ kind: 'or', parts: [{ kind: 'and', parts: [a, b] }, c] })
    expect(query('a and (b OR c)')).toEqual({ kind: 'and', parts: [a, { kind: 'or', parts: [b, c] }] })
    expect(query('a (b (c))')).toEqual({ kind: 'and', parts: [a, b, c] })
  })

  it('is turned round by - and not, of the next condition alone', () => {
    const not = (part: unknown) => ({ kind: 'not', part })
    const [a, b] = [word('a'), word('b')]
    expect(query('-a b')).toEqual({ kind: 'and', parts: [not(a), b] })
    expect(query('not a b')).toEqual({ kind: 'and', parts: [not(a), b] })
    expect(query('-(a b)')).toEqual(not({ kind: 'and', parts: [a, b] }))
    expect(query('not -a')).toEqual(a)
    expect(query('state!=failed')).toEqual(not({ kind: 'choice', field: 'state', any: ['failed'] }))
    expect(query('a-b')).toEqual(word('a-b'))
  })
})

describe('a text that does not follow the language', () => {
  it.each<[string, { at: number; length: number; message: string; hint: string }]>([
    ['a stat:x', { at: 2, length: 4, message: 'there is no field stat', hint: 'Did you mean state?' }],
    [
      'labels:x',
      { at: 0, length: 6, message: 'there is no field labels', hint: 'A label is written label.KEY=value.' },
    ],
    ['actual:1.22', { at: 0, length: 6, message: 'there is no field actual', hint: 'Did you mean go?' }],
    [
      'env=prod',
      {
        ...{ at: 0, length: 3, message: 'there is no field env' },
        hint: 'For a label write label.env=prod. To look for the text itself put it into quotes.',
      },
    ],
    ['state:driftd', { at: 6, length: 6, message: 'state is never "driftd"', hint: 'Did you mean drifted?' }],
    [
      'drift:any',
      {
        ...{ at: 6, length: 3, message: 'drift is never "any"' },
        hint: 'Write drift:* for hosts that have one, and -drift:* for those that have none.',
      },
    ],
    ['held:maybe', { at: 5, length: 5, message: 'held is yes or no', hint: 'Write held:yes or held:no.' }],
    [
      'go:new',
      {
        ...{ at: 3, length: 3, message: '"new" is not a version' },
        hint: 'Write a version such as 1.23 or 1.23.5, or -go:* for hosts without one.',
      },
    ],
    [
      'agent:<x',
      { at: 7, length: 1, message: '"x" is not a version', hint: 'Write a version such as 0.2 or 0.2.1.' },
    ],
    [
      'name:<a',
      {
        ...{ at: 0, length: 7, message: 'name has no order to compare by' },
        hint: 'Write it with a colon, as in name:build-0*; go, wanted, agent and seen can be compared.',
      },
    ],
    [
      'seen:1h',
      {
        ...{ at: 5, length: 2, message: 'an age needs a comparison' },
        hint: 'Write seen:>1h for longer ago than an hour, seen:<5m, or -seen:* for hosts that never came.',
      },
    ],
    [
      'seen:>1y',
      {
        ...{ at: 6, length: 2, message: '"1y" is not an age' },
        hint: 'Write a whole number with s, m, h, d or w, such as 30m or 2d.',
      },
    ],
    [
      'go:<1.22,1.23',
      {
        ...{ at: 9, length: 4, message: 'only one value fits here' },
        hint: 'Write two conditions with or between them, in parentheses.',
      },
    ],
    ['(a', { at: 0, length: 1, message: 'this ( is not closed', hint: 'Put a ) where the group ends.' }],
    [
      'a )',
      {
        ...{ at: 2, length: 1, message: 'this ) closes nothing' },
        hint: 'Take it away, or put a ( before what belongs together.',
      },
    ],
    [
      'a "b',
      {
        ...{ at: 2, length: 2, message: 'this quote is not closed' },
        hint: 'Close it with another ", and write \\" for a quote inside.',
      },
    ],
    [
      'a"b"',
      {
        ...{ at: 1, length: 1, message: 'a quote belongs around a whole value' },
        hint: 'Put the whole value into quotes, as in label.team="Build farm", and a space after it.',
      },
    ],
    [
      'name:',
      {
        ...{ at: 5, length: 0, message: 'a value is missing here' },
        hint: 'Write what to look for, such as state:drifted, or "" for an empty text.',
      },
    ],
  ])('%s', (text, expected) => {
    expect(problem(text)).toEqual(expected)
  })

  it.each([
    ['a or', { at: 2, length: 2 }],
    ['or a', { at: 0, length: 2 }],
    ['a and', { at: 2, length: 3 }],
    ['()', { at: 1, length: 1 }],
    ['-', { at: 0, length: 1 }],
    ['a or or b', { at: 5, length: 2 }],
  ])('%s lacks a condition', (text, place) => {
    expect(problem(text)).toMatchObject({
      ...place,
      message: expect.stringContaining('a condition is missing'),
    })
  })

  it('is refused where it is too long, too deep, or has too many conditions', () => {
    expect(problem('x'.repeat(MAX_LENGTH + 5))).toMatchObject({ at: MAX_LENGTH, length: 5 })
    expect(parseHostQuery('x'.repeat(MAX_LENGTH)).ok).toBe(true)
    const nested = (depth: number) => `${'('.repeat(depth)}a${')'.repeat(depth)}`
    expect(parseHostQuery(nested(MAX_DEPTH)).ok).toBe(true)
    expect(problem(nested(MAX_DEPTH + 1))).toMatchObject({ at: MAX_DEPTH, length: 1 })
    expect(problem('-'.repeat(MAX_LENGTH))).toMatchObject({ at: MAX_DEPTH })
    expect(parseHostQuery('a '.repeat(MAX_TESTS)).ok).toBe(true)
    expect(problem('a '.repeat(MAX_TESTS + 1))).toMatchObject({ at: 2 * MAX_TESTS })
  })

  it.each(['\u0000', 'a\u0007', '"\u0001"', '\ud800'])(
    'is refused for what no database stores: %j',
    (text) => {
      expect(problem(text).message).toBe('this character cannot be looked for')
    },
  )
})
