import type { FleetSample } from '@goherd/protocol'
import { describe, expect, it } from 'vitest'
import { keys } from '../../live/query-keys'
import { markup, words } from '../../testing/render'
import { SAMPLE_TIME } from '../../testing/sample-fleet'
import { DriftChart } from './drift-chart'

function sample(minute: number, change: Partial<FleetSample>): FleetSample {
  return {
    at: new Date(Date.parse(SAMPLE_TIME) + minute * 60_000).toISOString(),
    ...{
      total: 10,
      inSync: 10,
      drifted: 0,
      updating: 0,
      failed: 0,
      offline: 0,
      unmanaged: 0,
      unsupported: 0,
    },
    ...change,
  }
}

const SAMPLES = [sample(0, { drifted: 6 }), sample(1, { drifted: 3, offline: 1 })]
const seed = (samples: readonly FleetSample[], hours = 24) =>
  [[keys.fleetHistory(hours), { stepSeconds: 60, samples }]] as const

describe('drift over time', () => {
  it('says in words what is drawn: the newest moment, and the most there was', () => {
    const said = words(<DriftChart />, seed(SAMPLES))
    expect(said).toContain('Failed 0 Drifted 3 Offline 1 Updating 0 4 of 10 hosts')
    expect(markup(<DriftChart />, seed(SAMPLES))).toContain(
      'aria-label="Hosts that did not match, the most 6, now 4"',
    )
  })

  it('offers the same in numbers', () => {
    expect(words(<DriftChart />, seed(SAMPLES))).toContain('The same in numbers')
  })

  it('says that history begins now while there is none', () => {
    for (const samples of [[], SAMPLES.slice(0, 1)])
      expect(words(<DriftChart />, seed(samples))).toContain('History begins now.')
  })

  it('keeps how far back it looks in the address, and knows no other spans', () => {
    expect(words(<DriftChart />, seed(SAMPLES, 168), 'hours=168')).toContain('Drifted 3')
    expect(words(<DriftChart />, seed(SAMPLES), 'hours=5')).toContain('Drifted 3')
    expect(markup(<DriftChart />, seed(SAMPLES, 168), 'hours=168')).toMatch(/aria-pressed="true"[^>]*>7 d</)
  })
})
