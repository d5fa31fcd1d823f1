import { describe, expect, it } from 'vitest'
import { TokenBucket } from './token-bucket.js'

describe('a token bucket', () => {
  it('lets a burst through and then says how long to wait', () => {
    const bucket = new TokenBucket({ burst: 3, perSecond: 2 }, 1000)
    expect([bucket.take(1000), bucket.take(1000), bucket.take(1000)]).toEqual([0, 0, 0])
    expect(bucket.take(1000)).toBe(500)
    expect(bucket.take(1250)).toBe(250)
  })

  it('is open again after exactly the time it named', () => {
    const bucket = new TokenBucket({ burst: 1, perSecond: 10 }, 0)
    bucket.take(0)
    const wait = bucket.take(30)
    expect(wait).toBe(70)
    expect(bucket.take(30 + wait)).toBe(0)
  })

  it('never saves up more than a burst', () => {
    const bucket = new TokenBucket({ burst: 2, perSecond: 100 }, 0)
    expect([bucket.take(60_000), bucket.take(60_000)]).toEqual([0, 0])
    expect(bucket.take(60_000)).toBeGreaterThan(0)
  })

  it('gives nothing for a clock that runs backwards', () => {
    const bucket = new TokenBucket({ burst: 1, perSecond: 1 }, 10_000)
    bucket.take(10_000)
    expect(bucket.take(4_000)).toBe(1000)
    expect(bucket.take(10_500)).toBe(500)
  })
})
