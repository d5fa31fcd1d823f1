import { expect, it } from 'vitest'
import { isServersOwn } from './dashboard.js'

it.each([
  '/api',
  '/api/me',
  '/API/me',
  '/socket.io/?EIO=4',
  '/dl/abc/go.tar.gz',
  '/agent/bundles.json',
  '/install.sh',
  '/install.ps1',
  '/livez',
  '/readyz',
  '/metrics',
])('%s is the server’s own', (path) => {
  expect(isServersOwn(path.split('?')[0] ?? '')).toBe(true)
})

it.each(['/', '/hosts', '/hosts/api', '/apiary', '/_next/static/a.js', '/sign-in', '/dlx'])(
  '%s is the dashboard’s',
  (path) => {
    expect(isServersOwn(path)).toBe(false)
  },
)
