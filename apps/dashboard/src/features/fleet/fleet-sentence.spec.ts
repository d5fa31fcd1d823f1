import type { FleetStatus } from '@goherd/protocol'
import { describe, expect, it } from 'vitest'
import { fleetSentence, unsupportedHref } from './fleet-sentence'

const QUIET: FleetStatus['hosts'] = {
  total: 3,
  inSync: 3,
  drifted: 0,
  updating: 0,
  offline: 0,
  failed: 0,
  unmanaged: 0,
}

function say(hosts: Partial<FleetStatus['hosts']>, unsupported = 0, offlineLong = 0): string {
  return fleetSentence({ hosts: { ...QUIET, ...hosts }, unsupported, offlineLong, releases: [] })
    .map(({ text }) => text)
    .join('')
}

describe('fleetSentence', () => {
  it('says when all is well, and nothing more', () => {
    expect(say({})).toBe('3 of 3 hosts match.')
    expect(say({ total: 1, inSync: 1 })).toBe('1 of 1 host matches.')
  })

  it('names each trouble with its number, the worst first', () => {
    expect(say({ inSync: 2, drifted: 1 }, 1)).toBe('2 of 3 hosts match. 1 drifted, 1 runs an unsupported Go.')
    expect(
      say({ total: 10_000, inSync: 9_812, drifted: 143, updating: 20, offline: 14, failed: 11 }, 31),
    ).toBe(
      '9,812 of 10,000 hosts match. 11 failed, 143 drifted, 20 updating, 31 run an unsupported Go, 14 offline.',
    )
  })

  it('counts only managed hosts as those that could match', () => {
    expect(say({ total: 5, inSync: 3, unmanaged: 2 })).toBe('3 of 3 hosts match. 2 unmanaged.')
    expect(say({ total: 2, inSync: 0, unmanaged: 2 })).toBe('2 hosts, none managed. 2 unmanaged.')
  })

  it('tells hosts that are offline for long from those that just went', () => {
    expect(say({ inSync: 1, offline: 2 }, 0, 2)).toBe('1 of 3 hosts matches. 2 offline over 1 h.')
    expect(say({ inSync: 1, offline: 2 }, 0, 1)).toBe('1 of 3 hosts matches. 2 offline, 1 of them over 1 h.')
  })

  it('links every number to the hosts it counts', () => {
    const parts = fleetSentence({
      hosts: { ...QUIET, inSync: 1, drifted: 1, offline: 1 },
      unsupported: 2,
      offlineLong: 1,
      releases: [
        { release: 'go1.21.13', hosts: 1, wanted: false, support: 'unsupported' },
        { release: 'go1.20.1', hosts: 1, wanted: false, support: 'unsupported' },
        { release: 'go1.23.5', hosts: 1, wanted: false, support: 'supported' },
      ],
    })
    expect(parts.flatMap(({ href }) => href ?? []).map(decodeURIComponent)).toEqual([
      '/hosts?q=state:in-sync',
      '/hosts?q=state:drifted',
      '/hosts?q=go:go1.21.13,go1.20.1',
      '/hosts?q=seen:>1h',
    ])
    for (const part of parts) expect(/\d/.test(part.text)).toBe(part.href !== undefined)
  })
})

describe('the hosts of unsupported releases', () => {
  it('are not looked for by a query that names none', () => {
    expect(unsupportedHref([])).toBe('/releases')
  })
})
