import { describe, expect, it } from 'vitest'
import { aHost, aRollback } from '../testing/sample-fleet'
import { drained, EMPTY_INBOX, type Inbox, isEmpty, type LiveEvent, receive, synced } from './inbox'

function after(...events: readonly LiveEvent[]): Inbox {
  return events.reduce(receive, EMPTY_INBOX)
}

describe('the place in the stream', () => {
  it('starts wherever the first message says, and nothing was missed', () => {
    expect(after({ kind: 'opened', seq: 41 })).toMatchObject({ seq: 41, gap: false, behind: false })
    expect(after({ kind: 'fleet', seq: 7 })).toMatchObject({ seq: 7, gap: false, behind: false })
  })

  it('follows numbers that grow by one', () => {
    const inbox = after(
      { kind: 'opened', seq: 1 },
      { kind: 'fleet', seq: 2 },
      { kind: 'groups', seq: 3, groups: ['build'] },
    )
    expect(inbox).toMatchObject({ seq: 3, gap: false, behind: false })
  })

  it('stays where it is when a number was skipped, until what lies between was told again', () => {
    const inbox = after({ kind: 'opened', seq: 2 }, { kind: 'groups', seq: 5, groups: ['late'] })
    expect(inbox).toMatchObject({ seq: 2, behind: true, groups: new Set() })
    const again = [3, 4, 5].reduce<Inbox>(
      (before, seq) => receive(before, { kind: 'groups', seq, groups: [`g${seq}`] }),
      inbox,
    )
    expect(synced(again, { seq: 5, gap: false })).toMatchObject({
      seq: 5,
      gap: false,
      behind: false,
      groups: new Set(['g3', 'g4', 'g5']),
    })
  })

  it('takes no message twice', () => {
    const once = after({ kind: 'opened', seq: 2 }, { kind: 'groups', seq: 3, groups: ['build'] })
    expect(receive(once, { kind: 'groups', seq: 3, groups: ['again'] })).toBe(once)
    expect(receive(once, { kind: 'groups', seq: 2, groups: ['older'] })).toBe(once)
  })

  it('is behind after a reconnect when the stream went on, or is another one', () => {
    expect(after({ kind: 'opened', seq: 3 }, { kind: 'opened', seq: 3 }).behind).toBe(false)
    expect(after({ kind: 'opened', seq: 3 }, { kind: 'opened', seq: 9 })).toMatchObject({
      seq: 3,
      behind: true,
    })
    expect(after({ kind: 'opened', seq: 3 }, { kind: 'opened', seq: 0 })).toMatchObject({
      seq: 3,
      behind: true,
    })
  })

  it('throws away what it has when not everything could be told again', () => {
    const behind = after(
      { kind: 'opened', seq: 1 },
      { kind: 'hosts', seq: 2, hosts: [aHost()] },
      { kind: 'opened', seq: 90 },
    )
    const gap = synced(behind, { seq: 90, gap: true })
    expect(gap).toMatchObject({ seq: 90, gap: true, behind: false })
    expect(gap.hosts.size).toBe(0)
    expect(isEmpty(gap)).toBe(false)
    // A server that says it told everything, and did not, is no better.
    expect(synced(behind, { seq: 90, gap: false })).toMatchObject({ seq: 90, gap: true })
  })

  it('keeps what it collected when nothing was missed', () => {
    const inbox = after({ kind: 'opened', seq: 1 }, { kind: 'hosts', seq: 2, hosts: [aHost()] })
    expect(synced(inbox, { seq: 2, gap: false })).toEqual(inbox)
    expect(drained(inbox)).toMatchObject({ seq: 2, behind: false, hosts: new Map() })
  })
})

describe('what is collected', () => {
  it('keeps the newest of each host and each rollback', () => {
    const inbox = after(
      { kind: 'hosts', seq: 1, hosts: [aHost({ name: 'ci-1' }), aHost({ name: 'ci-2' })] },
      { kind: 'hosts', seq: 2, hosts: [aHost({ name: 'ci-1', state: 'drifted' })] },
      { kind: 'rollback', seq: 3, rollback: aRollback({ proved: 1 }) },
      { kind: 'rollback', seq: 4, rollback: aRollback({ proved: 2 }) },
    )
    expect([...inbox.hosts.values()].map(({ name, state }) => [name, state])).toEqual([
      ['ci-1', 'drifted'],
      ['ci-2', 'in-sync'],
    ])
    expect(inbox.rollbacks.get('rb1')?.proved).toBe(2)
  })

  it('names each group once', () => {
    const inbox = after(
      { kind: 'groups', seq: 1, groups: ['build', 'canary'] },
      { kind: 'groups', seq: 2, groups: ['build'] },
    )
    expect([...inbox.groups]).toEqual(['build', 'canary'])
  })

  it('is empty only when there is nothing to apply', () => {
    expect(isEmpty(after({ kind: 'opened', seq: 1 }))).toBe(true)
    expect(isEmpty(after({ kind: 'fleet', seq: 1 }))).toBe(false)
    expect(isEmpty(after({ kind: 'hosts', seq: 1, hosts: [aHost()] }))).toBe(false)
    expect(isEmpty(after({ kind: 'groups', seq: 1, groups: ['build'] }))).toBe(false)
    expect(isEmpty(drained(after({ kind: 'fleet', seq: 1 })))).toBe(true)
  })

  it('leaves the inbox it was given as it was', () => {
    const before = after({ kind: 'hosts', seq: 1, hosts: [aHost()] })
    receive(before, { kind: 'hosts', seq: 2, hosts: [aHost({ name: 'ci-9' })] })
    expect([...before.hosts.keys()]).toEqual(['id-ci-1'])
  })
})
