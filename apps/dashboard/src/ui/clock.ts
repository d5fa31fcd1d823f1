'use client'

import { useSyncExternalStore } from 'react'

/** One timer per period for the whole page; it stops when nobody looks at the clock. */
class Clock {
  private readonly periodMs: number
  private readonly listeners = new Set<() => void>()
  private timer: ReturnType<typeof setInterval> | undefined
  private now = Date.now()

  constructor(periodMs: number) {
    this.periodMs = periodMs
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener)
    this.now = Date.now()
    this.timer ??= setInterval(this.tick, this.periodMs)
    return () => {
      this.listeners.delete(listener)
      if (this.listeners.size > 0) return
      clearInterval(this.timer)
      this.timer = undefined
    }
  }

  readonly read = (): number => this.now

  private readonly tick = (): void => {
    this.now = Date.now()
    for (const listener of this.listeners) listener()
  }
}

const slow = new Clock(5_000)
const fast = new Clock(250)

/** The current time in milliseconds since 1970, renewed every 5 s, or every 250 ms for countdowns. */
export function useNow(pace: 'slow' | 'fast' = 'slow'): number {
  const clock = pace === 'fast' ? fast : slow
  return useSyncExternalStore(clock.subscribe, clock.read, clock.read)
}
