/** How much is allowed: `burst` at once, and `perSecond` in the long run. */
export interface Allowance {
  readonly burst: number
  readonly perSecond: number
}

/** A token bucket for one connection. Time comes in as milliseconds of any clock that does not run backwards. */
export class TokenBucket {
  private tokens: number
  private at: number

  constructor(
    private readonly allowance: Allowance,
    now: number,
  ) {
    this.tokens = allowance.burst
    this.at = now
  }

  /** Takes one token and answers 0, or takes none and answers how many milliseconds to wait for one. */
  take(now: number): number {
    const { burst, perSecond } = this.allowance
    const earned = (Math.max(0, now - this.at) / 1000) * perSecond
    this.tokens = Math.min(burst, this.tokens + earned)
    this.at = Math.max(this.at, now)
    if (this.tokens >= 1) {
      this.tokens -= 1
      return 0
    }
    return Math.ceil(((1 - this.tokens) / perSecond) * 1000)
  }
}
