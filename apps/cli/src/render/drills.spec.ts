import type { DrillView } from '@goherd/protocol'
import { describe, expect, it } from 'vitest'
import { NOW } from '../../test/fleet.js'
import { drillsTable, drillText, schedulesTable } from './drills.js'
import { paletteOf } from './palette.js'

const style = { palette: paletteOf(false), width: undefined, now: Date.parse(NOW) }
const drill = (over: Partial<DrillView> = {}): DrillView => ({
  ...{ id: 'd-1', group: 'build', host: 'ci-1', state: 'passed', from: 'go1.23.5', to: 'go1.22.12' },
  ...{ startedAt: NOW, finishedAt: NOW, backMs: 1300, forthMs: 840, says: 'back and forth', actor: 'ada' },
  ...over,
})

describe('drills', () => {
  it('a passed one says how long each way took', () => {
    expect(drillText(drill())).toBe(
      'ci-1 of build went from go1.23.5 back to go1.22.12 in 1.3 s, and forth again in 840 ms.',
    )
  })

  it('one that failed, or runs, says why and where', () => {
    expect(drillText(drill({ state: 'failed', says: 'disk full' }))).toBe(
      'The drill on ci-1 of build failed: disk full',
    )
    expect(drillText(drill({ state: 'going-back', says: 'on its way' }))).toContain('runs: on its way')
  })

  it('are a line each', () => {
    const table = drillsTable([drill(), drill({ state: 'failed', forthMs: null })], style)
    expect(table).toMatch(/just now +build +ci-1 +passed +1\.3 s +840 ms/)
    expect(table).toMatch(/failed +1\.3 s +–/)
    expect(drillsTable([], style)).toContain('goherd drill run')
  })

  it('schedules say when the next one is', () => {
    const nextAt = new Date(style.now + 86_400_000).toISOString()
    const table = schedulesTable(
      [
        { group: 'build', everyDays: 7, nextAt },
        { group: 'ci', everyDays: null, nextAt: null },
      ],
      style,
    )
    expect(table).toMatch(/build +7 d +in 24h/)
    expect(table).toMatch(/ci +never +–/)
    expect(schedulesTable([], style)).toContain('No group')
  })
})
