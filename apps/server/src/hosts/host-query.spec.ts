import { describe, expect, it } from 'vitest'
import { GoherdError } from '../base/errors/index.js'
import { hostOrder, hostSelect } from './host-query.js'

const AROUND = { now: new Date('2026-03-04T05:06:07Z') }
const select = (query: Parameters<typeof hostSelect>[0]) => hostSelect(query, AROUND)

describe('a query of hosts', () => {
  it('without conditions has none', () => {
    expect(select({})).toMatchObject({ where: '', values: [] })
    expect(select({ q: '  ' })).toMatchObject({ where: '', values: [] })
    expect(hostOrder({})).toBe('ORDER BY h.name ASC NULLS LAST')
  })

  it('passes everything a person wrote as a value, never as text of the statement', () => {
    const evil = "x'; DROP TABLE host; --"
    const { where, values } = select({ q: 'DROP', group: evil, search: evil })
    expect(where).not.toContain('DROP')
    expect(values).toEqual(['%drop%', '%drop%', evil, "%x';%", '%DROP%', '%TABLE%', '%host;%', '%--%'])
    expect(new Set(where.match(/\$\d+/g))).toEqual(new Set(['$1', '$2', '$3', '$4', '$5', '$6', '$7', '$8']))
  })

  it.each([
    `"x'; DROP"`,
    `name:"x'; DROP"`,
    `label.k="x'; DROP"`,
    'error:"DROP\'"',
    'group:DROP*',
    'go:1.2*',
    '-(platform:DROP or os:DROP)',
  ])('writes nothing of %s into the statement', (q) => {
    const { where, values } = select({ q })
    expect(where).not.toMatch(/DROP|drop/)
    expect(where).toContain('$1')
    expect(values.length).toBeGreaterThan(0)
  })

  it('takes what LIKE would read as a pattern for itself', () => {
    expect(select({ search: String.raw`50%_\ ` }).values).toEqual([String.raw`%50\%\_\\%`])
    expect(select({ q: String.raw`50%_\ ` }).values).toEqual([String.raw`%50\%\_\\%`, '%50%'])
    expect(select({ q: 'name:a_*b' }).values).toEqual([[String.raw`a\_%b`]])
  })

  it('looks for a few words only', () => {
    expect(select({ search: 'a '.repeat(100) }).values).toHaveLength(8)
  })

  it('points at the place where a query does not follow the language', () => {
    let thrown: unknown
    try {
      select({ q: 'a stat:drifted' })
    } catch (error) {
      thrown = error
    }
    expect(thrown).toBeInstanceOf(GoherdError)
    expect(thrown).toMatchObject({
      kind: 'invalid',
      code: 'query_invalid',
      hint: 'Did you mean state?',
      issues: [{ path: 'q', message: 'there is no field stat', at: 2, length: 4 }],
    })
  })

  it.each([
    [{ q: 'wanted:1.22' }, true],
    [{ q: '-(a or wanted:>1.22)' }, true],
    [{ sort: 'wanted' as const }, true],
    [{ q: 'go:1.22' }, false],
    [{}, false],
  ])('joins what is wanted only where it is asked for: %j', (query, joins) => {
    expect(select(query).from.includes('wave_member')).toBe(joins)
  })

  it('sorts in both directions, by name where two are equal', () => {
    expect(hostOrder({ sort: 'group', order: 'desc' })).toBe('ORDER BY g.name DESC NULLS LAST, h.name ASC')
    expect(hostOrder({ sort: 'name', order: 'desc' })).toBe('ORDER BY h.name DESC NULLS LAST')
  })
})
