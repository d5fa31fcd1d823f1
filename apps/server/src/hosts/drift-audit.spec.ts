import type { HostState } from '@goherd/model'
import { describe, expect, it } from 'vitest'
import { driftRecords } from './drift-audit.js'
import type { HostChange } from './host-changes.js'
import { type HostStatus, UNHEARD } from './host-status.js'

const LINK = {
  kind: 'link' as const,
  expected: 'go1.22.12',
  found: { kind: 'foreign' as const, target: '/usr/lib/go' },
}
const is = (state: HostState): HostStatus => ({
  ...UNHEARD,
  state,
  drift: state === 'drifted' || state === 'offline' ? [LINK] : [],
})
const change = (before: HostStatus, after: HostStatus, name = 'ci-1'): HostChange => ({
  host: { id: name, name, groupId: 'g', group: 'build', managed: true, platform: 'linux/amd64' },
  before,
  after,
})
const actions = (before: HostStatus, after: HostStatus) =>
  driftRecords([change(before, after)]).map(({ action }) => action)

describe('drift in the audit log', () => {
  it('is written when it appears, with its reason, and when it ends', () => {
    expect(driftRecords([change(is('in-sync'), is('drifted'))])).toEqual([
      {
        actor: 'system',
        action: 'drift.appeared',
        target: 'host:ci-1',
        summary: expect.stringContaining('/usr/lib/go'),
      },
    ])
    expect(actions(is('updating'), is('drifted'))).toEqual(['drift.appeared'])
    expect(actions(is('drifted'), is('in-sync'))).toEqual(['drift.ended'])
    expect(actions(is('drifted'), is('updating'))).toEqual(['drift.ended'])
  })

  it('is not written for a host that only goes away or comes back with it', () => {
    expect(actions(is('drifted'), is('offline'))).toEqual([])
    expect(actions(is('offline'), is('drifted'))).toEqual([])
    expect(actions(is('drifted'), is('drifted'))).toEqual([])
    expect(actions(is('in-sync'), is('updating'))).toEqual([])
  })

  it('is written for one that drifted while it was away', () => {
    expect(actions({ ...is('offline'), drift: [] }, is('drifted'))).toEqual(['drift.appeared'])
  })

  it('of many hosts at once is a bounded number of rows, and the last one counts the rest', () => {
    const changes = Array.from({ length: 500 }, (_, n) => change(is('in-sync'), is('drifted'), `ci-${n}`))
    const records = driftRecords(changes)
    expect(records).toHaveLength(21)
    expect(records.at(-1)).toMatchObject({ target: 'fleet', summary: expect.stringContaining('480 more') })
  })
})
