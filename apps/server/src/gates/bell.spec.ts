import { getEventListeners } from 'node:events'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { Bell } from './bell.js'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

const { signal } = new AbortController()

/** Whether a promise is done once everything that is ready has happened. */
async function isDone(promise: Promise<void>): Promise<boolean> {
  let done = false
  void promise.then(() => {
    done = true
  })
  await vi.advanceTimersByTimeAsync(0)
  return done
}

it('wakes who waits, once', async () => {
  const bell = new Bell()
  const first = bell.rung(1_000, signal)
  expect(await isDone(first)).toBe(false)
  bell.ring()
  expect(await isDone(first)).toBe(true)
  expect(await isDone(bell.rung(1_000, signal))).toBe(false)
})

it('that rang before anybody waited wakes the next at once', async () => {
  const bell = new Bell()
  bell.ring()
  bell.ring()
  expect(await isDone(bell.rung(1_000, signal))).toBe(true)
  expect(await isDone(bell.rung(1_000, signal))).toBe(false)
})

it('does not keep anybody beyond the time', async () => {
  const waiting = new Bell().rung(1_000, signal)
  await vi.advanceTimersByTimeAsync(999)
  expect(await isDone(waiting)).toBe(false)
  await vi.advanceTimersByTimeAsync(1)
  expect(await isDone(waiting)).toBe(true)
})

it('lets go on abort, and leaves nothing behind however often somebody waits', async () => {
  const stop = new AbortController()
  const bell = new Bell()
  for (let time = 0; time < 20; time += 1) {
    const waiting = bell.rung(1_000, stop.signal)
    bell.ring()
    await waiting
  }
  expect([getEventListeners(stop.signal, 'abort').length, vi.getTimerCount()]).toEqual([0, 0])
  const waiting = bell.rung(1_000, stop.signal)
  stop.abort()
  expect(await isDone(waiting)).toBe(true)
  expect(await isDone(bell.rung(1_000, stop.signal))).toBe(true)
  expect(vi.getTimerCount()).toBe(0)
})
