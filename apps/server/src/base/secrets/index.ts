import { createHash, randomBytes, timingSafeEqual } from 'node:crypto'

/** A new secret: the prefix that says what it is for, and 32 random bytes in base64url. */
export function newSecret(prefix: string): string {
  return `${prefix}${randomBytes(32).toString('base64url')}`
}

/** What is stored of a secret: SHA-256 in hex. Enough for 256 random bits; a password needs more. */
export function hashSecret(secret: string): string {
  return createHash('sha256').update(secret).digest('hex')
}

/** Compares two hashes of hashSecret without telling by the time it takes how much of them is equal. */
export function sameHash(a: string, b: string): boolean {
  const [left, right] = [Buffer.from(a), Buffer.from(b)]
  return left.length === right.length && timingSafeEqual(left, right)
}
