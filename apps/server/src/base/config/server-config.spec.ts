import { describe, expect, it } from 'vitest'
import { localUrl, readConfig } from './server-config.js'

describe('readConfig', () => {
  it('has a default for everything', () => {
    expect(readConfig({}, '/srv/goherd')).toMatchObject({
      port: 7400,
      host: '127.0.0.1',
      publicUrl: 'http://127.0.0.1:7400',
      dataDir: '/srv/goherd/.goherd',
      databaseUrl: undefined,
      goSource: 'https://go.dev/dl',
      heartbeatMs: 30_000,
    })
  })

  it('takes an empty variable for one that is not set', () => {
    expect(readConfig({ GOHERD_PORT: '', GOHERD_DATABASE_URL: '' }).port).toBe(7400)
  })

  it('resolves folders, leaves addresses, and cuts the slash off the public URL', () => {
    const config = readConfig(
      { GOHERD_DATA: 'data', GOHERD_GO_SOURCE: 'mirror', GOHERD_PUBLIC_URL: 'https://go.example/' },
      '/srv',
    )
    expect(config).toMatchObject({
      dataDir: '/srv/data',
      goSource: '/srv/mirror',
      publicUrl: 'https://go.example',
    })
    expect(readConfig({ GOHERD_GO_SOURCE: 'http://mirror/dl' }).goSource).toBe('http://mirror/dl')
  })

  it.each([
    ['GOHERD_PORT', 'seventy'],
    ['GOHERD_PORT', '65536'],
    ['GOHERD_PUBLIC_URL', 'ftp://example.com'],
    ['GOHERD_DATABASE_URL', 'mysql://example.com'],
    ['GOHERD_HEARTBEAT_MS', '1'],
    ['GOHERD_LIMIT_ENROLL', '0'],
    ['GOHERD_LOG_LEVEL', 'loud'],
  ])('names %s when it is %s', (name, value) => {
    expect(() => readConfig({ [name]: value })).toThrow(expect.objectContaining({ code: 'invalid_settings' }))
    expect(() => readConfig({ [name]: value })).toThrow(name)
  })
})

it.each([
  ['127.0.0.1', 'http://127.0.0.1:80'],
  ['0.0.0.0', 'http://127.0.0.1:80'],
  ['::', 'http://127.0.0.1:80'],
  ['::1', 'http://[::1]:80'],
  ['goherd.example', 'http://goherd.example:80'],
])('a server on %s is reached at %s', (host, url) => {
  expect(localUrl(host, 80)).toBe(url)
})
