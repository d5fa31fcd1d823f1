import { HOST_STATES } from '@goherd/model'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { barCells, COUNT_OF, fleetBar, fleetLegend, STATE_ORDER } from './fleet-bar.js'
import { paletteOf } from './palette.js'

const plain = paletteOf(false)
const hosts = (over: Partial<Parameters<typeof barCells>[0]>) => ({
  total: 0,
  inSync: 0,
  drifted: 0,
  updating: 0,
  offline: 0,
  failed: 0,
  unmanaged: 0,
  ...over,
})

describe('the bar of a fleet', () => {
  it('has a cell for a single host among ten thousand: all is never said of nearly all', () => {
    expect(fleetBar(hosts({ total: 10_000, inSync: 9_999, failed: 1 }), plain, 20)).toBe(`${'█'.repeat(19)}╳`)
  })

  it('is full when all match, and nothing without hosts', () => {
    expect(fleetBar(hosts({ total: 3, inSync: 3 }), plain, 10)).toBe('█'.repeat(10))
    expect(fleetBar(hosts({}), plain, 10)).toBe('')
  })

  it('shows states in one order, each with its own sign', () => {
    const counts = hosts({
      total: 10,
      inSync: 4,
      updating: 2,
      drifted: 1,
      failed: 1,
      offline: 1,
      unmanaged: 1,
    })
    expect(fleetBar(counts, plain, 10)).toBe('████▓▓▒╳░·')
    expect(fleetLegend(counts, plain)).toEqual([
      '█ 4 in-sync',
      '▓ 2 updating',
      '▒ 1 drifted',
      '╳ 1 failed',
      '░ 1 offline',
      '· 1 unmanaged',
    ])
  })

  it('knows every state', () => {
    expect([...STATE_ORDER].sort()).toEqual([...HOST_STATES].sort())
  })

  it('is exactly as wide as asked, whatever the counts', () => {
    fc.assert(
      fc.property(
        fc.tuple(fc.nat(), fc.nat(), fc.nat(), fc.nat(), fc.nat(), fc.nat()),
        fc.integer({ min: 12, max: 200 }),
        (counts, width) => {
          const total = counts.reduce((sum, n) => sum + n, 0)
          const given = hosts({ total })
          STATE_ORDER.forEach((state, n) => {
            given[COUNT_OF[state]] = counts[n] ?? 0
          })
          const cells = Object.values(barCells(given, width)).reduce((sum, n) => sum + n, 0)
          expect(cells).toBe(total === 0 ? 0 : width)
        },
      ),
    )
  })
})
