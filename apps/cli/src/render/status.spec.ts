import type { FleetStatus } from '@goherd/protocol'
import { describe, expect, it } from 'vitest'
import { paletteOf } from './palette.js'
import { statusSentence, statusText } from './status.js'

const hosts = (over: Partial<FleetStatus['hosts']>) => ({
  total: 0,
  inSync: 0,
  drifted: 0,
  updating: 0,
  offline: 0,
  failed: 0,
  unmanaged: 0,
  ...over,
})

describe('the sentence', () => {
  it.each([
    [hosts({}), 0, 'No host is enrolled yet.'],
    [hosts({ total: 1, inSync: 1 }), 0, '1 of 1 host matches.'],
    [hosts({ total: 10_000, inSync: 9999, failed: 1 }), 0, '9999 of 10000 hosts match. 1 failed.'],
    [
      hosts({ total: 9, inSync: 2, drifted: 3, updating: 1, offline: 2, unmanaged: 1 }),
      4,
      '2 of 9 hosts match. 1 updating, 3 drifted, 2 offline, 1 unmanaged, 4 on an unsupported Go.',
    ],
  ])('%j', (counts, unsupported, text) => expect(statusSentence({ hosts: counts, unsupported })).toBe(text))
})

it('a frozen fleet and a running rollback are said, with who and why', () => {
  const status: FleetStatus = {
    hosts: hosts({ total: 1, inSync: 1 }),
    unsupported: 0,
    offlineLong: 0,
    frozen: true,
    freeze: { reason: 'go1.23.5\u001b[1m', by: 'ada', since: '2026-05-04T11:57:00.000Z' },
    releases: [],
    groups: 1,
    runningRollbacks: ['rb-1'],
    runningRollouts: [{ id: 'ro-1', sentence: 'Stage 2 of 4 · soaking', paused: false }],
    serverVersion: '0.1.0',
  }
  const now = Date.parse('2026-05-04T12:00:00.000Z')
  const text = statusText(status, { palette: paletteOf(false), width: 80, now })
  expect(text).toContain('FROZEN by ada 3m ago: go1.23.5\\u001b[1m. Lift it: goherd lift')
  expect(text).toContain('rollback rb-1 is running')
  expect(text).toContain('rollout ro-1: Stage 2 of 4 · soaking')
})
