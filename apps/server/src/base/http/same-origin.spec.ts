import { describe, expect, it } from 'vitest'
import { isSameOrigin } from './same-origin.js'
import { contentSecurityPolicy } from './security-headers.js'

const PUBLIC = 'https://goherd.example'
const host = '127.0.0.1:7400'

describe('isSameOrigin', () => {
  it.each([
    ['a program that is no browser', { host }],
    ['its own page', { host, origin: `http://${host}`, 'sec-fetch-site': 'same-origin' }],
    ['its own page in an older browser', { host, origin: `http://${host}` }],
    ['its own page behind a proxy that ends TLS', { host, origin: `https://${host}` }],
    ['its public address behind a proxy that changes the host', { host: 'backend:7400', origin: PUBLIC }],
    ['an address typed in by hand', { host, 'sec-fetch-site': 'none' }],
  ] as const)('lets %s through', (_, headers) => {
    expect(isSameOrigin(headers, PUBLIC)).toBe(true)
  })

  it.each([
    ['another site', { host, origin: 'https://evil.example', 'sec-fetch-site': 'cross-site' }],
    ['another site in an older browser', { host, origin: 'https://evil.example' }],
    [
      'another port of this machine',
      { host, origin: 'http://127.0.0.1:8080', 'sec-fetch-site': 'same-site' },
    ],
    ['a sandboxed frame', { host, origin: 'null' }],
    ['a name that begins alike', { host, origin: 'https://goherd.example.evil.example' }],
    ['another site without an origin', { host, 'sec-fetch-site': 'cross-site' }],
    ['something that is no address', { host, origin: 'goherd.example' }],
  ] as const)('stops %s', (_, headers) => {
    expect(isSameOrigin(headers, PUBLIC)).toBe(false)
  })
})

describe('the content security policy', () => {
  it('allows scripts of this server and with the nonce of the request, and nothing inline', () => {
    const policy = contentSecurityPolicy('abc', false)
    expect(policy).toContain("script-src 'self' 'nonce-abc';")
    expect(policy).toContain("frame-ancestors 'none'")
    expect(policy).not.toContain('unsafe-eval')
    expect(policy).not.toContain('upgrade-insecure-requests')
  })

  it('insists on https only where the server is reached by it', () => {
    expect(contentSecurityPolicy('abc', true)).toContain('upgrade-insecure-requests')
  })
})
