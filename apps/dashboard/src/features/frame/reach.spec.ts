import { describe, expect, it } from 'vitest'
import { describeGone, reachOf } from './reach'

describe('reach', () => {
  const since = Date.parse('2026-03-02T12:03:00Z')

  it('is gone until the server answered after the silence began', () => {
    expect(reachOf(since, { isSuccess: false, dataUpdatedAt: 0 }).kind).toBe('gone')
    expect(reachOf(since, { isSuccess: true, dataUpdatedAt: since - 1 }).kind).toBe('gone')
    expect(reachOf(since, { isSuccess: true, dataUpdatedAt: since + 1 }).kind).toBe('cut')
  })

  it('stops actions only when the server is gone', () => {
    expect(describeGone({ kind: 'ok' })).toBeUndefined()
    expect(describeGone({ kind: 'cut', since })).toBeUndefined()
    expect(describeGone({ kind: 'gone', since })).toMatch(/not heard since \d\d:\d\d; this works again/)
  })
})
