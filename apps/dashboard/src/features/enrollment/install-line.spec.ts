import { createEnrollmentToken } from '@goherd/protocol'
import { describe, expect, it } from 'vitest'
import { installLine, LIFETIMES } from './install-line'

describe('installLine', () => {
  it('names the server and the token, and starts the agent', () => {
    expect(installLine('https://go.example', 'ght_1')).toBe(
      'curl -fsSL https://go.example/install.sh | sudo sh -s -- --token ght_1',
    )
  })
})

describe('the lifetimes on offer', () => {
  it.each(LIFETIMES)('%i s is one the server accepts', (ttlSeconds) => {
    expect(createEnrollmentToken.safeParse({ group: 'build', ttlSeconds }).success).toBe(true)
  })
})
