import type { LookupAddress } from 'node:dns'
import { expect, it } from 'vitest'
import { guardedLookup, isRefusedUrl } from './guarded-address.js'

it.each([
  'http://169.254.169.254/latest/meta-data',
  'http://169.254.0.1',
  'http://2852039166/',
  'http://0xa9fea9fe/',
  'http://[fe80::1]:8080/',
  'http://[febf::1]/',
  'http://[::ffff:169.254.169.254]/',
  'http://[fd00:ec2::254]/',
  'https://100.100.100.200/',
])('nothing is sent to %s', (url) => {
  expect(isRefusedUrl(url)).toBe(true)
})

it.each([
  'http://127.0.0.1:9000/',
  'https://10.1.2.3/hook',
  'http://192.168.1.1',
  'http://169.253.0.1',
  'http://[fec0::1]/',
  'http://[fd00::1]/',
  'http://[::1]:80/',
  'https://hooks.slack.com/services/T/B/x',
])('%s is an address like others', (url) => {
  expect(isRefusedUrl(url)).toBe(false)
})

it('answers as the resolver of sockets wants it, with one address or with all', async () => {
  const one = await new Promise((resolve) =>
    guardedLookup('127.0.0.1', {}, (error, address, family) => resolve({ error, address, family })),
  )
  expect(one).toEqual({ error: null, address: '127.0.0.1', family: 4 })
  const all = await new Promise((resolve) =>
    guardedLookup('127.0.0.1', { all: true }, (error, found) => resolve({ error, found })),
  )
  const expected: LookupAddress[] = [{ address: '127.0.0.1', family: 4 }]
  expect(all).toEqual({ error: null, found: expected })
})

it('fails for a name that leads to a refused address', async () => {
  // A literal is resolved to itself, without asking any name server.
  const error = await new Promise((resolve) =>
    guardedLookup('169.254.169.254', {}, (failed) => resolve(failed)),
  )
  expect(String(error)).toContain('leads to 169.254.169.254')
})
