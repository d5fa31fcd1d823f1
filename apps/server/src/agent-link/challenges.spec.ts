import { describe, expect, it } from 'vitest'
import { CHALLENGE_TTL_MS, Challenges } from './challenges.js'

const NOW = 1_700_000_000_000

describe('challenges', () => {
  it('accepts a fresh one, once', () => {
    const challenges = new Challenges()
    const challenge = challenges.issue('host-1', NOW)
    expect(challenges.inspect('host-1', challenge, NOW + 10)).toBe('accepted')
    expect(challenges.spend('host-1', challenge, NOW + 10)).toBe('accepted')
    expect(challenges.spend('host-1', challenge, NOW + 20)).toBe('used')
    expect(challenges.inspect('host-1', challenge, NOW + 20)).toBe('used')
  })

  it('refuses one given to another host, by another server, or made up', () => {
    const challenges = new Challenges()
    const challenge = challenges.issue('host-1', NOW)
    expect(challenges.spend('host-2', challenge, NOW)).toBe('foreign')
    expect(new Challenges().spend('host-1', challenge, NOW)).toBe('foreign')
    for (const madeUp of [
      '',
      '.',
      'x',
      '..',
      `${challenge}x`,
      challenge.slice(1),
      `${NOW.toString(36)}.abc`,
    ]) {
      expect(challenges.spend('host-1', madeUp, NOW), madeUp).toBe('foreign')
    }
  })

  it('does not let the time be changed', () => {
    const challenges = new Challenges()
    const [, nonce, mac] = challenges.issue('host-1', NOW).split('.')
    const later = `${(NOW + CHALLENGE_TTL_MS).toString(36)}.${nonce}.${mac}`
    expect(challenges.spend('host-1', later, NOW)).toBe('foreign')
  })

  it('refuses one that is older than a minute', () => {
    const challenges = new Challenges()
    const challenge = challenges.issue('host-1', NOW)
    expect(challenges.spend('host-1', challenge, NOW + CHALLENGE_TTL_MS + 1)).toBe('expired')
    expect(challenges.spend('host-1', challenge, NOW + CHALLENGE_TTL_MS)).toBe('accepted')
  })

  it('remembers what was used for as long as it would be valid, across many others', () => {
    const challenges = new Challenges()
    for (let at = 0; at <= 5 * CHALLENGE_TTL_MS; at += 7_000) {
      const challenge = challenges.issue('host-1', NOW + at)
      expect(challenges.spend('host-1', challenge, NOW + at)).toBe('accepted')
      for (let wait = 0; wait <= CHALLENGE_TTL_MS; wait += 20_000) {
        expect(challenges.inspect('host-1', challenge, NOW + at + wait)).toBe('used')
      }
    }
  })

  it('is the same on every server that was given the same secret', () => {
    const secret = Buffer.alloc(32, 7)
    const challenge = new Challenges(secret).issue('host-1', NOW)
    expect(new Challenges(secret).spend('host-1', challenge, NOW)).toBe('accepted')
  })
})
