import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { paletteOf } from './palette.js'
import { type Column, fitWidths, renderFields, renderTable, roomFor } from './table.js'

interface Row {
  readonly name: string
  readonly why: string
}
const COLUMNS: readonly Column<Row>[] = [
  { title: 'NAME', text: (row) => row.name },
  { title: 'WHY', text: (row) => row.why, flexible: true },
]
const plain = (width?: number) => ({ palette: paletteOf(false), width })

describe('renderTable', () => {
  it('lines columns up, without lines and without white space at the end', () => {
    const rows = [
      { name: 'ci-1', why: 'link moved' },
      { name: 'a-long-name', why: '' },
    ]
    expect(renderTable(COLUMNS, rows, plain())).toBe(
      ['NAME         WHY', 'ci-1         link moved', 'a-long-name'].join('\n'),
    )
  })

  it('shortens flexible columns to the width of the terminal', () => {
    const text = renderTable(COLUMNS, [{ name: 'ci-1', why: 'x'.repeat(200) }], plain(40))
    const [, row = ''] = text.split('\n')
    expect(row.length).toBeLessThanOrEqual(40)
    expect(row).toMatch(/^ci-1 {2}x+…$/)
  })

  it('does not cut in a pipe', () => {
    expect(renderTable(COLUMNS, [{ name: 'ci-1', why: 'x'.repeat(200) }], plain())).toContain('x'.repeat(200))
  })

  it('shows escape sequences of a cell as text, on one line', () => {
    const text = renderTable(COLUMNS, [{ name: 'ci-1', why: '\u001b[2Jgone\nnext' }], plain())
    expect(text).toContain('\\u001b[2Jgone next')
    expect(text.split('\n')).toHaveLength(2)
  })

  it('paints cells and titles with a palette that has colours', () => {
    const palette = paletteOf(true)
    const columns: readonly Column<Row>[] = [
      { title: 'NAME', text: (row) => row.name, paint: () => palette.bad },
    ]
    expect(renderTable(columns, [{ name: 'ci-1', why: '' }], { palette, width: 80 })).toContain(
      palette.bad('ci-1'),
    )
  })
})

describe('roomFor', () => {
  const columns = [{ flexible: true }, { spare: true }, {}, { flexible: true, spare: true }]

  it.each([
    [undefined, [0, 1, 2, 3]],
    [100, [0, 1, 2, 3]],
    // 8 + 10 + 10 + 8 and three gaps
    [42, [0, 1, 2, 3]],
    [41, [0, 1, 2]],
    [31, [0, 2]],
    // What is not spare stays, whether it fits or not.
    [5, [0, 2]],
  ])('in a width of %s keeps %j', (width, kept) => {
    expect(roomFor([30, 10, 10, 20], columns, width)).toEqual(kept)
  })
})

describe('fitWidths', () => {
  it('never widens, never touches a fixed column, and fits whenever the flexible ones can give enough', () => {
    const column = fc.record({ width: fc.integer({ min: 1, max: 120 }), flexible: fc.boolean() })
    fc.assert(
      fc.property(
        fc.array(column, { minLength: 1, maxLength: 8 }),
        fc.integer({ min: 20, max: 200 }),
        (columns, width) => {
          const natural = columns.map((c) => c.width)
          const flexible = columns.map((c) => c.flexible)
          const fitted = fitWidths(natural, flexible, width)
          const total = (widths: readonly number[]) =>
            widths.reduce((a, b) => a + b, 0) + 2 * (widths.length - 1)
          const least = natural.map((w, i) => (flexible[i] ? Math.min(w, 8) : w))
          fitted.forEach((w, i) => {
            expect(w).toBeLessThanOrEqual(natural[i] ?? 0)
            if (!flexible[i]) expect(w).toBe(natural[i])
          })
          expect(total(fitted)).toBeLessThanOrEqual(Math.max(width, total(least)))
        },
      ),
    )
  })
})

it('renderFields leaves out what is empty and lines values up', () => {
  const fields = [
    ['host', 'ci-1'],
    ['error', null],
    ['labels', ''],
    ['last seen', 'now'],
  ] as const
  expect(renderFields(fields, paletteOf(false))).toBe('host       ci-1\nlast seen  now')
})
