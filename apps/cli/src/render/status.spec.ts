import type { AttentionItem, GroupView } from '@goherd/protocol'
import stringWidth from 'string-width'
import { describe, expect, it } from 'vitest'
import { paletteOf } from './palette.js'
import { type StatusReport, statusSentence, statusText } from './status.js'

const hosts = (over: Partial<StatusReport['hosts']>) => ({
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
    [hosts({}), 0, 0, 'No host is enrolled yet.'],
    [hosts({ total: 1, inSync: 1 }), 0, 0, '1 of 1 host matches.'],
    [hosts({ total: 10_000, inSync: 9999, failed: 1 }), 0, 0, '9999 of 10000 hosts match. 1 failed.'],
    [
      hosts({ total: 9, inSync: 2, drifted: 3, updating: 1, offline: 2, unmanaged: 1 }),
      4,
      2,
      '2 of 9 hosts match. 1 updating, 3 drifted, 2 offline, 1 unmanaged, 4 on an unsupported Go, 2 not heard of for over an hour.',
    ],
  ])('%j', (counts, unsupported, offlineLong, text) =>
    expect(statusSentence({ hosts: counts, unsupported, offlineLong })).toBe(text),
  )
})

const NOW = Date.parse('2026-05-04T12:00:00.000Z')

const trouble = (over: Partial<AttentionItem> = {}): AttentionItem => ({
  kind: 'failed',
  id: 'failed:disk_full',
  says: '12 hosts: disk full',
  hint: 'Free some space.',
  hosts: 12,
  q: 'error:disk_full',
  link: null,
  since: '2026-05-04T11:00:00.000Z',
  ...over,
})

const group = (name: string): GroupView => ({
  id: name,
  name,
  managed: true,
  hosts: {
    total: 4400,
    byState: { 'in-sync': 4300, updating: 0, drifted: 90, failed: 10, offline: 0, unmanaged: 0 },
  },
  revision: 7,
  desired: { release: 'go1.22.12', settings: {}, policy: {} },
  epoch: 9,
  windows: [],
  rollout: null,
})

function report(over: Partial<StatusReport> = {}): StatusReport {
  return {
    hosts: hosts({ total: 10_000, inSync: 9800, drifted: 143, failed: 31, offline: 14, unmanaged: 12 }),
    unsupported: 0,
    offlineLong: 0,
    frozen: false,
    freeze: null,
    releases: [{ release: 'go1.22.12', hosts: 9000, wanted: true, support: 'unsupported' }],
    groups: 1,
    runningRollbacks: [],
    runningRollouts: [],
    serverVersion: '0.1.0',
    attention: [],
    byGroup: [group('build')],
    ...over,
  }
}

const text = (given: StatusReport, width?: number, height?: number) =>
  statusText(given, { palette: paletteOf(false), width, height, now: NOW })

describe('one screen', () => {
  it('is the sentence, the bar, what needs attention, rollouts, releases and groups', () => {
    const shown = text(
      report({
        attention: [trouble()],
        runningRollouts: [{ id: 'ro-1', sentence: 'Stage 2 of 4 · soaking', paused: false }],
      }),
    )
    expect(shown.replace(/^[█▒╳░·]+$/m, 'BAR')).toBe(
      [
        '9800 of 10000 hosts match. 143 drifted, 31 failed, 14 offline, 12 unmanaged.',
        'BAR',
        '█ 9800 in-sync   ▒ 143 drifted   ╳ 31 failed   ░ 14 offline   · 12 unmanaged',
        '',
        'Needs attention',
        "  ✗  12 hosts: disk full  1h ago  goherd hosts ls -q 'error:disk_full'",
        '',
        'Running rollouts',
        '  rollout ro-1: Stage 2 of 4 · soaking',
        '',
        'Releases',
        '  RELEASE    HOSTS  WANTED  SUPPORT',
        '  go1.22.12   9000  yes     unsupported',
        '',
        'Groups',
        '  GROUP  RELEASE    REVISION  HOSTS  STATES',
        '  build  go1.22.12         7   4400  4300 in-sync, 90 drifted, 10 failed',
      ].join('\n'),
    )
  })

  it('says who froze it, when and why, and which rollback runs', () => {
    const freeze = { reason: 'go1.23.5\u001b[1m', by: 'ada', since: '2026-05-04T11:57:00.000Z' }
    const shown = text(report({ freeze, runningRollbacks: ['rb-1'] }))
    expect(shown).toContain('FROZEN by ada 3m ago: go1.23.5\\u001b[1m. Lift it: goherd lift')
    expect(shown).toContain('rollback rb-1 is running: goherd rollback get rb-1 --wait')
  })

  it('leads on where nobody is enrolled', () => {
    const shown = text(report({ hosts: hosts({}), releases: [], byGroup: [] }))
    expect(shown).toBe('No host is enrolled yet.\nLet one in: goherd enroll token create --group NAME')
  })

  it.each([
    [80, 24],
    [200, 50],
    [60, 14],
    [100, 6],
  ])('fits a terminal of %d columns and %d rows, and says what it left out', (width, height) => {
    const full = report({
      attention: Array.from({ length: 9 }, (_, n) => trouble({ says: `${n} 台のホスト: ${'x'.repeat(90)}` })),
      runningRollouts: [{ id: 'ro-1', sentence: 'y'.repeat(300), paused: true }],
      byGroup: Array.from({ length: 40 }, (_, n) => group(`group-${n}`)),
    })
    const lines = text(full, width, height).split('\n')
    expect(lines.length).toBeLessThan(height)
    for (const line of lines) expect(stringWidth(line)).toBeLessThanOrEqual(width)
    expect(lines.join('\n')).toContain('█ 9800 in-sync')
    if (height > 20) expect(lines.join('\n')).toMatch(/… \d+ more: goherd groups ls/)
  })
})
