import { describe, expect, it } from 'vitest'
import { aHost, aRollback } from '../testing/sample-fleet'
import { drained, EMPTY_INBOX, type Inbox, isEmpty, type LiveEvent, missed, receive } from './inbox'

function after(...events: readonly LiveEvent[]): Inbox {
  return events.reduce(receive, EMPTY_INBOX)
}

describe('the place in the stream', () => {
  it('starts wherever the first message says, without a gap', () => {
    expect(after({ kind: 'opened', seq: 41 })).toMatchObject({ seq: 41, gap: false })
    expect(after({ kind: 'fleet', seq: 7 })).toMatchObject({ seq: 7, gap: false })
  })

  it('follows numbers that grow by one', () => {
    const inbox = after(
      { kind: 'opened', seq: 1 },
      { kind: 'fleet', seq: 2 },
      { kind: 'groups', seq: 3, groups: ['build'] },
    )
    expect(inbox).toMatchObject({ seq: 3, gap: false })
  })

  it.each([
    ['a number that was skipped', 4],
    ['a number that came again', 2],
    ['a server that started over', 0],
  ])('sees a gap: %s', (_what, seq) => {
    expect(after({ kind: 'opened', seq: 2 }, { kind: 'fleet', seq }).gap).toBe(true)
  })

  it('keeps a gap until it was mended', () => {
    const inbox = after({ kind: 'opened', seq: 1 }, { kind: 'fleet', seq: 5 }, { kind: 'fleet', seq: 6 })
    expect(inbox.gap).toBe(true)
    expect(drained(inbox)).toMatchObject({ gap: false, seq: 6 })
  })

  it('reconnects without a gap when nothing was missed, with one otherwise', () => {
    expect(after({ kind: 'opened', seq: 3 }, { kind: 'opened', seq: 3 }).gap).toBe(false)
    expect(after({ kind: 'opened', seq: 3 }, { kind: 'opened', seq: 9 }).gap).toBe(true)
  })

  it('throws away what it has after a sleep, because it can’t be trusted', () => {
    const inbox = missed(after({ kind: 'opened', seq: 1 }, { kind: 'hosts', seq: 2, hosts: [aHost()] }), 90)
    expect(inbox).toMatchObject({ seq: 90, gap: true })
    expect(inbox.hosts.size).toBe(0)
    expect(missed(EMPTY_INBOX, 5).gap).toBe(false)
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
    expect(isEmpty(after({ kind: 'opened', seq: 1 }, { kind: 'opened', seq: 2 }))).toBe(false)
    expect(isEmpty(drained(after({ kind: 'fleet', seq: 1 })))).toBe(true)
  })

  it('leaves the inbox it was given as it was', () => {
    const before = after({ kind: 'hosts', seq: 1, hosts: [aHost()] })
    receive(before, { kind: 'hosts', seq: 2, hosts: [aHost({ name: 'ci-9' })] })
    expect([...before.hosts.keys()]).toEqual(['id-ci-1'])
  })
})
