import { describe, expect, it } from 'vitest'
import { FakeClock } from './clock.js'
import { seededRandom } from './seeded-random.js'

describe('a fake clock', () => {
  it('stands still until it is moved', () => {
    const clock = new FakeClock(1000)
    expect(clock.now()).toBe(1000)
    clock.advance(5)
    expect(clock.now()).toBe(1005)
  })

  it('makes calls in the order of their time, each at its own moment', () => {
    const clock = new FakeClock(0)
    const calls: string[] = []
    clock.after(20, () => calls.push(`b ${clock.now()}`))
    clock.after(10, () => calls.push(`a ${clock.now()}`))
    clock.after(20, () => calls.push(`c ${clock.now()}`))
    clock.advance(19)
    expect(calls).toEqual(['a 10'])
    clock.advance(1)
    expect(calls).toEqual(['a 10', 'b 20', 'c 20'])
    expect(clock.pending).toBe(0)
  })

  it('makes calls that calls asked for, when they fall due on the way', () => {
    const clock = new FakeClock(0)
    let count = 0
    const again = () => {
      count += 1
      clock.after(10, again)
    }
    clock.after(10, again)
    clock.advance(35)
    expect(count).toBe(3)
  })

  it('forgets what was cancelled', () => {
    const clock = new FakeClock(0)
    let called = false
    const cancel = clock.after(10, () => {
      called = true
    })
    cancel()
    clock.advance(20)
    expect(called).toBe(false)
  })
})

describe('seeded randomness', () => {
  it('is the same for the same seed, and another for another', () => {
    const draw = (seed: number) => Array.from({ length: 5 }, seededRandom(seed))
    expect(draw(7)).toEqual(draw(7))
    expect(draw(7)).not.toEqual(draw(8))
  })

  it('is spread evenly over [0, 1)', () => {
    const random = seededRandom(1)
    const buckets = new Array<number>(10).fill(0)
    for (let count = 0; count < 10_000; count += 1) {
      const bucket = Math.floor(random() * 10)
      buckets[bucket] = (buckets[bucket] ?? 0) + 1
    }
    for (const size of buckets) expect(Math.abs(size - 1000)).toBeLessThan(150)
  })
})
