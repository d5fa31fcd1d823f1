import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto'

/** How long a host has to sign what it was given, in milliseconds. */
export const CHALLENGE_TTL_MS = 60_000

/** What presenting a challenge came to. */
export type Spent = 'accepted' | 'foreign' | 'expired' | 'used'

const NONCE_BYTES = 18

/**
 * Makes and accepts the nonces that hosts sign. Nothing is kept for a nonce that is given out: it carries its time and an HMAC
 * over host and time, so a flood of requests costs no memory. What was spent is remembered until it would have expired anyway.
 * The secret lives as long as the process; servers behind one address need to be given the same one.
 */
export class Challenges {
  private readonly secret: Buffer
  private spent = new Set<string>()
  private spentBefore = new Set<string>()
  private turnedAt = 0

  constructor(secret: Buffer = randomBytes(32)) {
    this.secret = secret
  }

  /** A challenge for one host, valid for CHALLENGE_TTL_MS from `now` (milliseconds since 1970). */
  issue(hostId: string, now: number): string {
    const body = `${now.toString(36)}.${randomBytes(NONCE_BYTES).toString('base64url')}`
    return `${body}.${this.mac(hostId, body)}`
  }

  /** Says whether a challenge is one of ours, for this host and fresh, without using it up. */
  inspect(hostId: string, challenge: string, now: number): Spent {
    const cut = challenge.lastIndexOf('.')
    const body = challenge.slice(0, Math.max(0, cut))
    if (cut < 1 || !sameText(challenge.slice(cut + 1), this.mac(hostId, body))) return 'foreign'
    const issuedAt = Number.parseInt(body, 36)
    if (!(now - issuedAt <= CHALLENGE_TTL_MS)) return 'expired'
    return this.spent.has(challenge) || this.spentBefore.has(challenge) ? 'used' : 'accepted'
  }

  /** Like inspect, and uses it up when it is accepted: only once the signature over it was found right. */
  spend(hostId: string, challenge: string, now: number): Spent {
    const found = this.inspect(hostId, challenge, now)
    if (found !== 'accepted') return found
    this.forget(now)
    this.spent.add(challenge)
    return 'accepted'
  }

  // Two generations, each as long as a challenge lives: what falls out of the older one has expired.
  private forget(now: number): void {
    if (now - this.turnedAt < CHALLENGE_TTL_MS) return
    this.spentBefore = now - this.turnedAt < 2 * CHALLENGE_TTL_MS ? this.spent : new Set()
    this.spent = new Set()
    this.turnedAt = now
  }

  private mac(hostId: string, body: string): string {
    return createHmac('sha256', this.secret).update(`${body}\n${hostId}`).digest('base64url')
  }
}

function sameText(a: string, b: string): boolean {
  const left = Buffer.from(a)
  const right = Buffer.from(b)
  return left.length === right.length && timingSafeEqual(left, right)
}
