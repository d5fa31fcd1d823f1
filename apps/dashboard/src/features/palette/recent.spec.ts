import { describe, expect, it } from 'vitest'
import { parseVisits, withVisit } from './recent'

const visit = (path: string) => ({ path, label: path.slice(1) })

describe('recent pages', () => {
  it('are the newest first, each once, and not more than eight', () => {
    const visits = 'abcdefghij'
      .split('')
      .reduce((all, name) => withVisit(all, visit(`/${name}`)), [visit('/z')])
    expect(visits.map(({ label }) => label).join('')).toBe('jihgfedc')
    expect(
      withVisit(visits, visit('/e'))
        .map(({ label }) => label)
        .join(''),
    ).toBe('ejihgfdc')
  })

  it('are read back as they were stored', () => {
    expect(parseVisits(JSON.stringify([visit('/hosts/ci-1')]))).toEqual([visit('/hosts/ci-1')])
  })

  it.each([
    null,
    '',
    '{',
    '{"a":1}',
    '[1,null]',
    '[{"path":"https://evil.example","label":"x"}]',
    '[{"path":"//evil.example","label":"x"}]',
  ])('are none when %s is stored', (text) => {
    expect(parseVisits(text)).toEqual([])
  })
})
