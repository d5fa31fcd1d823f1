import { HOST_STATES } from '@goherd/model'
import { describe, expect, it } from 'vitest'
import { fleetHosts, hostDetail } from '../../test/fleet.js'
import { stateMark } from './host-state-mark.js'
import { hostsTable, hostText, timelineTable } from './hosts.js'
import { paletteOf } from './palette.js'

const style = { palette: paletteOf(false), width: undefined, now: Date.parse('2026-05-04T10:03:00.000Z') }

describe('hosts', () => {
  it('are told apart by word and icon, not by colour alone', () => {
    expect(new Set(HOST_STATES.map(stateMark)).size).toBe(HOST_STATES.length)
    for (const state of HOST_STATES) expect(stateMark(state)).toContain(state)
  })

  it('say in the table why they differ', () => {
    expect(hostsTable(fleetHosts(), style)).toContain('link: the current link leads to go1.21.13')
    expect(hostsTable([], style)).toBe('No host.')
  })

  it('show an error before drift', () => {
    const error = { code: 'disk_full', message: 'go1.23.5 needs 318 MB', hint: 'Free some space.' }
    expect(hostsTable([hostDetail('ci-1', { state: 'failed', error })], style)).toContain(
      'disk_full: go1.23.5 needs',
    )
  })
})

describe('one host', () => {
  it('shows wanted with its origin, settings, proof and snapshots', () => {
    const text = hostText(hostDetail('ci-1'), style)
    expect(text).toContain('go1.22.12 (revision 2)')
    expect(text).toContain('GOFLAGS=-mod=readonly')
    expect(text).toMatch(/proved by digest +yes/)
    expect(text).toMatch(/snap-1 +go1.21.13 +3m ago/)
    expect(text).not.toContain('Why this is drift')
  })

  it('explains drift as expected and found', () => {
    const drifted = fleetHosts()[1] ?? hostDetail('none')
    expect(hostText(drifted, style)).toContain('Why this is drift\nlink  the current link leads to go1.21.13')
  })

  it('does without an observation', () => {
    const text = hostText(
      hostDetail('new', { observed: null, wanted: null, wantedFrom: null, online: false }),
      style,
    )
    expect(text).toMatch(/last seen +3m ago/)
    expect(text).not.toContain('wanted')
  })
})

it('a timeline names what took how long and what went wrong', () => {
  const text = timelineTable(
    [
      {
        id: '1',
        at: '2026-05-04T10:00:00.000Z',
        kind: 'download',
        epoch: 1,
        durationMs: 4200,
        message: '67 MB',
      },
      {
        id: '2',
        at: '2026-05-04T10:00:00.000Z',
        kind: 'failed',
        epoch: 1,
        message: 'gave up',
        error: { code: 'disk_full', message: 'no space', hint: '' },
      },
    ],
    style,
  )
  expect(text).toMatch(/download +4\.2 s +67 MB/)
  expect(text).toContain('gave up (disk_full: no space)')
})
