import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { fitSections, type Section } from './fit-sections.js'

const section = (title: string, count: number): Section => ({
  title,
  head: [],
  lines: Array.from({ length: count }, (_, n) => `${title}${n}`),
  rest: `see ${title}`,
})

describe('fitSections', () => {
  it('shows everything where there is room, and nothing of what is empty', () => {
    expect(fitSections([section('a', 2), section('b', 0), section('c', 1)], 20)).toEqual([
      '',
      'a',
      'a0',
      'a1',
      '',
      'c',
      'c0',
    ])
  })

  it('shortens the longest first and says where the rest is', () => {
    expect(fitSections([section('a', 9), section('b', 1)], 8)).toEqual([
      '',
      'a',
      'a0',
      'a1',
      '  … 7 more: see a',
      '',
      'b',
      'b0',
    ])
  })

  it('drops the last ones when nothing else helps', () => {
    const three = [section('a', 3), section('b', 3), section('c', 3)]
    expect(fitSections(three, 5)).toEqual(['', 'a', 'a0', 'a1', 'a2'])
    expect(fitSections(three, 1)).toEqual([])
  })

  it('never takes more rows than there are, and keeps the order', () => {
    fc.assert(
      fc.property(fc.array(fc.nat({ max: 30 }), { maxLength: 5 }), fc.nat({ max: 60 }), (counts, rows) => {
        const sections = counts.map((count, n) => section(`s${n}-`, count))
        const lines = fitSections(sections, rows)
        expect(lines.length).toBeLessThanOrEqual(rows)
        const titles = lines.filter((line) => /^s\d-$/.test(line))
        expect(titles).toEqual([...titles].sort())
        expect(fitSections(sections, undefined).length).toBeGreaterThanOrEqual(lines.length)
      }),
    )
  })
})
