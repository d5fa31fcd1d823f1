/** Time as a simulation sees it: milliseconds since 1970, and calls in the future. */
export interface Clock {
  now(): number
  /** Calls back once, `ms` from now; the answer cancels it. */
  after(ms: number, call: () => void): () => void
}

/** The machine's own clock. */
export const REAL_CLOCK: Clock = {
  now: Date.now,
  after(ms, call) {
    const timer = setTimeout(call, ms)
    return () => clearTimeout(timer)
  },
}

interface Due {
  readonly at: number
  readonly order: number
  readonly call: () => void
}

/** A clock that stands still until a test moves it. Calls that are due at the same moment come in the order they were asked for. */
export class FakeClock implements Clock {
  #now: number
  #order = 0
  #due: Due[] = []

  constructor(now = Date.UTC(2026, 0, 1)) {
    this.#now = now
  }

  /** Milliseconds since 1970. */
  now(): number {
    return this.#now
  }

  /** Calls back when the clock has been moved on by `ms`; the answer cancels it. */
  after(ms: number, call: () => void): () => void {
    const due: Due = { at: this.#now + Math.max(0, ms), order: this.#order++, call }
    this.#due.push(due)
    return () => {
      this.#due = this.#due.filter((other) => other !== due)
    }
  }

  /** Moves on by `ms`, making every call that falls due on the way at its own moment. */
  advance(ms: number): void {
    const until = this.#now + ms
    for (let next = this.#next(until); next !== undefined; next = this.#next(until)) {
      this.#due = this.#due.filter((other) => other !== next)
      this.#now = next.at
      next.call()
    }
    this.#now = until
  }

  /** How many calls wait. */
  get pending(): number {
    return this.#due.length
  }

  #next(until: number): Due | undefined {
    return this.#due
      .filter((due) => due.at <= until)
      .sort((a, b) => a.at - b.at || a.order - b.order)
      .at(0)
  }
}
