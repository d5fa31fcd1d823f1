import { describe, expect, it } from 'vitest'
import { hostConditions, hostOrder } from './host-query.js'

describe('a query of hosts', () => {
  it('without conditions has none', () => {
    expect(hostConditions({})).toEqual({ where: '', values: [] })
    expect(hostOrder({})).toBe('ORDER BY h.name ASC NULLS LAST')
  })

  it('passes everything a person wrote as a value, never as text of the statement', () => {
    const evil = "x'; DROP TABLE host; --"
    const { where, values } = hostConditions({ group: evil, search: evil })
    expect(where).not.toContain('DROP')
    expect(values).toEqual([evil, "%x';%", '%DROP%', '%TABLE%', '%host;%', '%--%'])
    expect(where.match(/\$\d+/g)).toEqual(['$1', '$2', '$3', '$4', '$5', '$6'])
  })

  it('takes what LIKE would read as a pattern for itself', () => {
    expect(hostConditions({ search: String.raw`50%_\ ` }).values).toEqual([String.raw`%50\%\_\\%`])
  })

  it('looks for a few words only', () => {
    expect(hostConditions({ search: 'a '.repeat(100) }).values).toHaveLength(8)
  })

  it('sorts in both directions, by name where two are equal', () => {
    expect(hostOrder({ sort: 'group', order: 'desc' })).toBe('ORDER BY g.name DESC NULLS LAST, h.name ASC')
    expect(hostOrder({ sort: 'name', order: 'desc' })).toBe('ORDER BY h.name DESC NULLS LAST')
  })
})
