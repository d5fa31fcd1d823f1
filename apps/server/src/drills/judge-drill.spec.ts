import { describe, expect, it } from 'vitest'
import { DRILL_DEADLINE_MS, type DrillEvidence, judgeDrill, type OpenDrill } from './judge-drill.js'

const ORDERED = 1_000_000
const back: OpenDrill = { state: 'going-back', orderedAt: ORDERED }
const forth: OpenDrill = { state: 'going-forth', orderedAt: ORDERED }
const pending: DrillEvidence = {
  removed: false,
  current: true,
  online: true,
  proved: false,
  failure: null,
  drainMs: 0,
}
const judge = (drill: OpenDrill, over: Partial<DrillEvidence> = {}, afterMs = 4_000) =>
  judgeDrill(drill, { ...pending, ...over }, ORDERED + afterMs)

it('fails without another order when its host is gone', () => {
  const verdict = judge(back, { removed: true, current: false, online: false })
  expect(verdict).toEqual({ kind: 'failed', says: expect.stringContaining('removed'), sendForth: false })
})

describe.each([
  ['back', back],
  ['forth', forth],
] as const)('on its way %s', (way, drill) => {
  it('waits until the deadline, and longer where switches wait for builds', () => {
    expect(judge(drill)).toEqual({ kind: 'wait', until: ORDERED + DRILL_DEADLINE_MS })
    expect(judge(drill, { drainMs: 60_000 })).toEqual({
      kind: 'wait',
      until: ORDERED + DRILL_DEADLINE_MS + 60_000,
    })
  })

  it('arrives with its proof, also one that comes with the deadline', () => {
    expect(judge(drill, { proved: true })).toEqual({ kind: 'arrived', tookMs: 4_000 })
    expect(judge(drill, { proved: true, online: false }, DRILL_DEADLINE_MS)).toMatchObject({
      kind: 'arrived',
    })
    expect(judge(drill, { proved: true }, -5)).toEqual({ kind: 'arrived', tookMs: 0 })
  })

  it('fails when the host says so, and when its time is over; only from behind it is sent forth', () => {
    const sendForth = way === 'back'
    expect(judge(drill, { failure: 'the disk is full' })).toEqual({
      kind: 'failed',
      says: `it could not go ${way}: the disk is full`,
      sendForth,
    })
    expect(judge(drill, { online: false }, DRILL_DEADLINE_MS)).toEqual({
      kind: 'failed',
      says: `no proof of the way ${way} within 300 s; it is offline`,
      sendForth,
    })
  })

  it('is overtaken by any other word to the host, which is never undone', () => {
    for (const over of [{}, { proved: true }, { failure: 'x' }]) {
      expect(judge(drill, { ...over, current: false }, DRILL_DEADLINE_MS)).toMatchObject({
        kind: 'failed',
        says: expect.stringContaining('overtaken'),
        sendForth: false,
      })
    }
  })
})
