import { describe, expect, it } from 'vitest'
import { matchesHost, type QueriedHost } from './matches.js'
import { parseHostQuery } from './parse.js'

const NOW = Date.parse('2026-03-04T12:00:00Z')
const HOST: QueriedHost = {
  name: 'ci-a1',
  group: 'build-linux',
  labels: { env: 'Prod', team: 'Build farm' },
  platform: 'linux/arm64',
  agentVersion: '0.2.1',
  state: 'drifted',
  online: true,
  lastSeenAt: '2026-03-04T09:00:00Z',
  wanted: 'go1.23.5',
  actual: 'go1.22.12',
  drift: [{ kind: 'version' }],
  phase: { kind: 'failed' },
  proved: false,
  error: { code: 'disk_full' },
  goSource: { origin: 'usr-local' },
  maintenance: null,
}
const BARE: QueriedHost = {
  ...HOST,
  ...{ labels: {}, agentVersion: '', online: false, lastSeenAt: null, wanted: null, actual: null },
  ...{ drift: [], phase: { kind: 'idle' }, error: null, goSource: null, state: 'offline' },
}

function fits(text: string, host: QueriedHost): boolean {
  const parsed = parseHostQuery(text)
  if (!parsed.ok) throw new Error(`${text}: ${parsed.problem.message}`)
  return matchesHost(parsed.query, host, NOW)
}

describe('a host fits', () => {
  it.each([
    ...['', 'ci', 'BUILD', 'linux/arm', 'go1.22', 'farm', '"Build farm"', 'ci-*', 'x,ci'],
    ...[
      '"env=prod"',
      '*farm',
      'name:CI-A1',
      'name:ci-*',
      'group:build-*',
      'platform:linux/*',
      'os:linux',
      'arch:arm64',
    ],
    ...['label.env=prod', 'label.env:*', 'label.team="build FARM"', 'label.env=x,p*'],
    ...['state:drifted', 'state:failed,drifted', 'source:usr-local', 'source:*', 'drift:version', 'drift:*'],
    ...['error:disk_full', 'error:disk_*', 'phase:failed', 'held:no', 'proved:no', 'online:yes'],
    ...[
      'go:1.22',
      'go:1.22.12',
      'go:go1.22.12',
      'go:1',
      'go:1.2*',
      'go:*',
      'go:<1.23',
      'go:<=1.22',
      'go:>1.22.11',
    ],
    ...[
      'go:>=1.22',
      'go:<1.22.13',
      'wanted:1.23',
      'wanted:>1.22',
      'agent:0.2',
      'agent:<0.3',
      'agent:>=0.2.1',
      'agent:0.*',
    ],
    ...['seen:<5m', 'seen:<=0s', 'seen:*', '-label.nope:*', '-(go:>1.22 or go:<1.22)', 'nothing or ci'],
  ])('%s', (text) => {
    expect(fits(text, HOST)).toBe(true)
  })
})

describe('a host does not fit', () => {
  it.each([
    ...[
      'nothing',
      'name:ci',
      'name:a1',
      'ci-',
      'label.Env=prod',
      'label.env=pro',
      'label.constructor:*',
    ].filter((text) => text !== 'ci-'),
    ...['state:failed', 'drift:bytes', 'error:disk', 'held:yes', 'proved:yes', 'online:no'],
    ...[
      'go:1.23',
      'go:1.22.1',
      'go:>1.22',
      'go:<1.22',
      'go:2.*',
      'wanted:<1.23',
      'agent:0.2.0',
      'agent:>0.2',
    ],
    ...['seen:>1h', 'seen:>0s', '-ci', 'ci nothing', '-name:ci-*'],
  ])('%s', (text) => {
    expect(fits(text, HOST)).toBe(false)
  })
})

describe('a host of which nothing is known', () => {
  it.each([
    'go:*',
    'go:<2',
    'go:>=1',
    'wanted:*',
    'agent:*',
    'agent:<9',
    'seen:>1s',
    'seen:<9w',
    'seen:*',
    'drift:*',
  ])('does not fit %s, and fits the opposite', (text) => {
    expect(fits(text, BARE)).toBe(false)
    expect(fits(`-${text}`, BARE)).toBe(true)
  })
})

describe('time', () => {
  const away = { ...HOST, online: false }
  it.each([
    ['seen:>2h', true],
    ['seen:>3h', false],
    ['seen:>=3h', true],
    ['seen:<4h', true],
    ['seen:<1h', false],
  ])('of a host that is away since three hours: %s is %s', (text, expected) => {
    expect(fits(text, away)).toBe(expected)
  })

  it('ends a hold', () => {
    const held = (until: string) => ({ ...HOST, maintenance: { until } })
    expect(fits('held:yes', held('2026-03-04T12:00:01Z'))).toBe(true)
    expect(fits('held:yes', held('2026-03-04T11:59:59Z'))).toBe(false)
  })
})
