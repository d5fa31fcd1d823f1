import { describe, expect, it } from 'vitest'
import { readNonce } from './read-nonce'

describe('readNonce', () => {
  it('finds the nonce of a policy', () => {
    expect(readNonce("default-src 'self'; script-src 'self' 'nonce-aZ09+/_-=='; style-src 'self'")).toBe(
      'aZ09+/_-==',
    )
  })

  it.each([null, '', "script-src 'self'", "script-src 'nonce-\"><script>'"])('has none in %j', (policy) => {
    expect(readNonce(policy)).toBeUndefined()
  })
})
