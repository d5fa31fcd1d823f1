/** @param {number | string | undefined} value @param {string} [unit] */
function cell(value, unit = '') {
  if (value === undefined) return ''
  const text = typeof value === 'number' ? readable(value) : value
  return unit ? `${text} ${unit}` : text
}

/** Three figures are as much as a measurement is worth. @param {number} value */
function readable(value) {
  if (Number.isInteger(value)) return value.toLocaleString('en')
  return Math.abs(value) >= 100
    ? Math.round(value).toLocaleString('en')
    : String(Number(value.toPrecision(3)))
}

/**
 * Figures as an aligned table.
 * @param {import('./bench.mjs').Figure[]} figures
 * @returns {string}
 */
export function asTable(figures) {
  const head = ['figure', 'measured', 'floor', 'ratio', 'goal']
  const rows = figures.map((figure) => [
    figure.what,
    cell(figure.value, figure.unit),
    figure.floor === undefined
      ? ''
      : `${cell(figure.floor, figure.unit)}${figure.floorIs ? ` (${figure.floorIs})` : ''}`,
    cell(figure.ratio),
    figure.goal ?? '',
  ])
  const widths = head.map((title, i) => Math.max(title.length, ...rows.map((row) => row[i]?.length ?? 0)))
  const line = (/** @type {string[]} */ row) =>
    `  ${row.map((text, i) => text.padEnd(widths[i] ?? 0)).join('  ')}`.trimEnd()
  return [head, ...rows].map(line).join('\n')
}
