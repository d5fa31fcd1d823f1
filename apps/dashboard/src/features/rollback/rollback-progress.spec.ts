import type { RollbackView } from '@goherd/protocol'
import { describe, expect, it } from 'vitest'
import { formatRate, rollbackFigures, secondsLeft } from './rollback-progress'

const START = Date.UTC(2026, 0, 1)

const RUNNING: RollbackView = {
  id: 'rb1',
  state: 'running',
  scope: { kind: 'fleet' },
  target: 'last-good',
  reason: 'builds break',
  actor: 'ada',
  startedAt: new Date(START).toISOString(),
  finishedAt: null,
  groups: [],
  hosts: 4,
  proved: 2,
  failed: [],
  pending: ['ci-3'],
  debt: [{ host: 'ci-4', reason: 'offline' }],
  provedHosts: [
    { host: 'ci-1', digest: 'a', afterMs: 400 },
    { host: 'ci-2', digest: 'b', afterMs: 800 },
  ],
}

describe('rollbackFigures', () => {
  it('counts live hosts without the debt, and time until now', () => {
    expect(rollbackFigures(RUNNING, START + 1_500)).toEqual({
      live: 3,
      proved: 2,
      elapsedMs: 1_500,
      rate: 2.5,
    })
  })

  it('stops the clock when it is finished', () => {
    const done = { ...RUNNING, state: 'complete' as const, finishedAt: new Date(START + 900).toISOString() }
    expect(rollbackFigures(done, START + 60_000).elapsedMs).toBe(900)
  })

  it('has no rate before the first proof, and no negative time for a clock that lags', () => {
    const fresh = { ...RUNNING, proved: 0, provedHosts: [] }
    expect(rollbackFigures(fresh, START - 5_000)).toMatchObject({ rate: null, elapsedMs: 0 })
  })
})

describe('formatRate', () => {
  it.each([
    [null, 'none yet'],
    [2.54, '2.5 hosts/s'],
    [1240.9, '1,240 hosts/s'],
  ])('%s', (rate, words) => {
    expect(formatRate(rate)).toBe(words)
  })
})

describe('secondsLeft', () => {
  it('counts down to zero and stays there', () => {
    const expires = new Date(START + 60_000).toISOString()
    expect(
      [START, START + 1, START + 59_999, START + 60_000, START + 90_000].map((now) =>
        secondsLeft(expires, now),
      ),
    ).toEqual([60, 60, 1, 0, 0])
  })
})
