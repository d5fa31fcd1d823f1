import { describe, expect, it } from 'vitest'
import { readServerUrl } from './server-url.js'

describe('readServerUrl', () => {
  it.each([
    ['https://goherd.example.com/', 'https://goherd.example.com', true, false],
    ['goherd.example.com', 'https://goherd.example.com', true, false],
    ['goherd.example.com:8443/', 'https://goherd.example.com:8443', true, false],
    ['https://example.com/goherd/', 'https://example.com/goherd', true, false],
    [' http://10.0.0.4:7400 ', 'http://10.0.0.4:7400', false, false],
    ['localhost:7400', 'http://localhost:7400', false, true],
    ['127.0.0.1:7400', 'http://127.0.0.1:7400', false, true],
    ['http://[::1]:7400', 'http://[::1]:7400', false, true],
  ])('%s', (text, url, encrypted, loopback) =>
    expect(readServerUrl(text)).toEqual({ kind: 'ok', url, encrypted, loopback }),
  )

  it.each([
    ['', 'not an address'],
    ['https://', 'not an address'],
    ['ftp://example.com', 'neither http:// nor https://'],
    ['file:///etc/passwd', 'not an address'],
    ['https://ada:secret@example.com', 'user name or password'],
    ['https://example.com/?a=b', 'query or fragment'],
    ['https://example.com/#x', 'query or fragment'],
  ])('refuses "%s": %s', (text, why) =>
    expect(readServerUrl(text)).toEqual({ kind: 'refused', why: expect.stringContaining(why) }),
  )

  it('does not repeat a password in its refusal', () => {
    expect(JSON.stringify(readServerUrl('https://ada:secret@example.com'))).not.toContain('secret')
  })

  it('does not take a name that only begins like this machine for it', () => {
    expect(readServerUrl('http://127.0.0.1.example.com')).toMatchObject({ loopback: false })
  })
})
