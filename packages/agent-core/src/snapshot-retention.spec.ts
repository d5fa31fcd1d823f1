import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { SNAPSHOTS_KEPT, surplusSnapshots } from './snapshot-retention.js'

const taken = (n: number, manual: boolean) => ({
  id: `${manual ? 'm' : 's'}${n}`,
  takenAt: new Date(n * 1000).toISOString(),
  manual,
})
const series = (count: number, manual: boolean) => Array.from({ length: count }, (_, n) => taken(n, manual))

describe('of too many snapshots', () => {
  it('the oldest go, each kind by its own number', () => {
    expect(surplusSnapshots([...series(22, true), ...series(33, false)])).toEqual([
      'm0',
      's0',
      'm1',
      's1',
      's2',
    ])
  })

  it('none goes while there is room', () => {
    expect(surplusSnapshots([...series(20, true), ...series(30, false)])).toEqual([])
    expect(surplusSnapshots([])).toEqual([])
  })

  it('those of one moment go by name, so that every run agrees', () => {
    const same = series(31, false).map((s) => ({ ...s, takenAt: '2026-01-01T00:00:00.000Z' }))
    expect(surplusSnapshots(same)).toEqual(surplusSnapshots([...same].reverse()))
  })

  it('as many are left as are kept, and none of them is older than one that goes', () => {
    const host = fc.array(fc.record({ n: fc.nat(200), manual: fc.boolean() }), { maxLength: 120 })
    fc.assert(
      fc.property(host, (drawn) => {
        const all = drawn.map(({ n, manual }, index) => ({ ...taken(n, manual), id: `x${index}` }))
        const gone = new Set(surplusSnapshots(all))
        for (const kind of ['manual', 'automatic'] as const) {
          const of = all.filter((s) => s.manual === (kind === 'manual'))
          const left = of.filter((s) => !gone.has(s.id))
          expect(left.length).toBe(Math.min(of.length, SNAPSHOTS_KEPT[kind]))
          const oldest = left.map((s) => s.takenAt).sort()[0] ?? ''
          for (const s of of) if (gone.has(s.id)) expect(s.takenAt <= oldest).toBe(true)
        }
      }),
    )
  })
})
