import stringWidth from 'string-width'
import { cut } from './cut.js'
import type { Palette } from './palette.js'
import { printable } from './printable.js'

/** A column: its title, and whether it gives way when the terminal is too narrow. */
export interface Column<Row> {
  readonly title: string
  readonly text: (row: Row) => string
  readonly paint?: (row: Row) => ((text: string) => string) | undefined
  /** Shortened first, and to no less than its title. */
  readonly flexible?: boolean
  /** Left out, from the right, where the terminal is too narrow for all. */
  readonly spare?: boolean
  readonly align?: 'left' | 'right'
}

/** The width of a terminal in columns; undefined when nobody's eyes set a limit (a pipe, a file). */
export interface TableStyle {
  readonly palette: Palette
  readonly width: number | undefined
}

const GAP = 2
const FLOOR = 8

/** How wide a table must be at least: flexible columns as short as they get. */
function leastWidth(natural: readonly number[], columns: readonly Pick<Column<never>, 'flexible'>[]): number {
  const least = natural.map((w, i) => (columns[i]?.flexible === true ? Math.min(w, FLOOR) : w))
  return least.reduce((sum, w) => sum + w, 0) + GAP * (least.length - 1)
}

/** The places of the columns there is room for; those that are not spare always stay. */
export function roomFor(
  natural: readonly number[],
  columns: readonly Pick<Column<never>, 'flexible' | 'spare'>[],
  width: number | undefined,
): number[] {
  const kept = columns.map((_, place) => place)
  const at = <T>(items: readonly T[]) => kept.flatMap((place) => items[place] ?? [])
  while (width !== undefined && leastWidth(at(natural), at(columns)) > width) {
    const last = kept.findLastIndex((place) => columns[place]?.spare === true)
    if (last < 0) break
    kept.splice(last, 1)
  }
  return kept
}

/** Takes columns away from the flexible ones, the widest first, until the table fits or nothing is left to take. */
export function fitWidths(
  natural: readonly number[],
  flexible: readonly boolean[],
  width: number | undefined,
): number[] {
  const widths = [...natural]
  if (width === undefined) return widths
  let over = widths.reduce((sum, w) => sum + w, 0) + GAP * (widths.length - 1) - width
  while (over > 0) {
    let widest = -1
    widths.forEach((w, i) => {
      if (flexible[i] && w > FLOOR && (widest < 0 || w > (widths[widest] ?? 0))) widest = i
    })
    if (widest < 0) break
    widths[widest] = (widths[widest] ?? 0) - 1
    over -= 1
  }
  return widths
}

/** Cells of a terminal that the widest text takes; one of Chinese takes two for each character, an accent none. */
function widest(texts: readonly string[]): number {
  return texts.reduce((most, text) => Math.max(most, stringWidth(text)), 0)
}

/** A table without lines, fitted to the width; what does not fit ends in an ellipsis. No line ends in white space. */
export function renderTable<Row>(
  all: readonly Column<Row>[],
  rows: readonly Row[],
  style: TableStyle,
): string {
  const allTexts = rows.map((row) => all.map((column) => printable(column.text(row))))
  const wide = all.map((column, i) => widest([column.title, ...allTexts.map((cells) => cells[i] ?? '')]))
  const kept = roomFor(wide, all, style.width)
  const at = <T>(items: readonly T[]) => kept.flatMap((place) => items[place] ?? [])
  const columns = at(all)
  const texts = allTexts.map(at)
  const widths = fitWidths(
    at(wide),
    columns.map((column) => column.flexible === true),
    style.width,
  )
  const line = (cells: readonly string[], paint: (text: string, i: number) => string) =>
    cells
      .map((text, i) =>
        fill(text, { width: widths[i] ?? 0, paint: (cell) => paint(cell, i), column: columns[i] }),
      )
      .join(' '.repeat(GAP))
      .trimEnd()
  return [
    line(
      columns.map(({ title }) => title),
      style.palette.strong,
    ),
    ...rows.map((row, r) => line(texts[r] ?? [], (text, i) => columns[i]?.paint?.(row)?.(text) ?? text)),
  ].join('\n')
}

/** A cell: cut to its column, painted, and filled up to it with what is not painted. */
function fill(
  text: string,
  cell: {
    readonly width: number
    readonly paint: (text: string) => string
    readonly column: Pick<Column<never>, 'align'> | undefined
  },
): string {
  const shown = cut(text, cell.width)
  const space = ' '.repeat(Math.max(0, cell.width - stringWidth(shown)))
  const painted = shown === '' ? '' : cell.paint(shown)
  return cell.column?.align === 'right' ? `${space}${painted}` : `${painted}${space}`
}

/** Name and value pairs, one a line, values in one column; empty values are left out. */
export function renderFields(
  fields: readonly (readonly [string, string | null | undefined])[],
  palette: Palette,
): string {
  const shown = fields.flatMap(([title, value]) =>
    value === null || value === undefined || value === '' ? [] : [{ title, value }],
  )
  const width = widest(shown.map(({ title }) => title))
  return shown.map(({ title, value }) => `${palette.quiet(title.padEnd(width))}  ${value}`).join('\n')
}
