import { describe, expect, it } from 'vitest'
import { RecentMessages } from './recent-messages.js'

const LOTS = { messages: 1_000, size: 1_000_000, ageMs: 1_000_000 }

/** Messages 101, 102 and so on, one each second, of size ten each. */
function told(count: number, keeping: Partial<typeof LOTS>) {
  const recent = new RecentMessages({ ...LOTS, ...keeping })
  for (let n = 1; n <= count; n += 1) {
    recent.add({ seq: 100 + n, message: 'fleet.changed', payload: {}, size: 10, at: n * 1_000 })
  }
  const around = { position: 100 + count, now: count * 1_000 }
  const after = (seq: number, now = around.now) =>
    recent.after(seq, { ...around, now })?.map((message) => message.seq)
  return { recent, after }
}

describe('the last messages', () => {
  it('are told again from any number on that is still there', () => {
    const { after } = told(5, {})
    expect(after(105)).toEqual([])
    expect(after(104)).toEqual([105])
    expect(after(102)).toEqual([103, 104, 105])
    expect(after(100)).toEqual([101, 102, 103, 104, 105])
  })

  it('cannot be told from before the first one, nor from a number that was never given out', () => {
    const { after } = told(5, {})
    expect(after(99)).toBeUndefined()
    expect(after(106)).toBeUndefined()
    expect(new RecentMessages(LOTS).after(7, { position: 9, now: 0 })).toBeUndefined()
    expect(new RecentMessages(LOTS).after(9, { position: 9, now: 0 })).toEqual([])
  })

  it.each<[string, Partial<typeof LOTS>]>([
    ['number', { messages: 3 }],
    ['size', { size: 39 }],
    ['age', { ageMs: 2_000 }],
  ])('are kept up to a %s', (_what, keeping) => {
    const { after } = told(10, keeping)
    expect(after(107)).toEqual([108, 109, 110])
    expect(after(106)).toBeUndefined()
  })

  it('grow old while nothing is told', () => {
    const { after } = told(3, { ageMs: 5_000 })
    expect(after(102, 8_000)).toEqual([103])
    expect(after(102, 8_001)).toBeUndefined()
    expect(after(103, 99_000)).toEqual([])
  })

  it('stay in order and in bounds over many of them', () => {
    const { after } = told(5_000, { messages: 7 })
    expect(after(5_093)).toEqual([5_094, 5_095, 5_096, 5_097, 5_098, 5_099, 5_100])
    expect(after(5_092)).toBeUndefined()
  })

  it('are none after a number that was given out for nothing', () => {
    const { recent } = told(5, {})
    recent.clear()
    expect(recent.after(104, { position: 106, now: 6_000 })).toBeUndefined()
    recent.add({ seq: 107, message: 'fleet.changed', payload: {}, size: 10, at: 7_000 })
    const around = { position: 107, now: 7_000 }
    expect(recent.after(105, around)).toBeUndefined()
    expect(recent.after(106, around)).toHaveLength(1)
  })

  it('that are larger than what is kept at all are not kept', () => {
    const { after } = told(2, { size: 5 })
    expect(after(101)).toBeUndefined()
    expect(after(102)).toEqual([])
  })
})
