import { describe, expect, it } from 'vitest'
import { asTable } from './table.mjs'

describe('asTable', () => {
  it('shows figures beside their floors, in three figures', () => {
    const figures = [
      {
        what: 'install',
        value: 2.34567,
        unit: 's',
        floor: 3.1,
        floorIs: 'tar -xzf',
        ratio: 0.7567,
        goal: '≤ 0.9',
      },
      { what: 'reports per second', value: 41_234.5 },
    ]
    expect(asTable(figures)).toBe(
      [
        '  figure              measured  floor             ratio  goal',
        '  install             2.35 s    3.1 s (tar -xzf)  0.757  ≤ 0.9',
        '  reports per second  41,235',
      ].join('\n'),
    )
  })
})
