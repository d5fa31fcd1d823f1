import { describe, expect, it } from 'vitest'
import { words } from '../../testing/render'
import { BulkOutcome, byReason } from './bulk-outcome'

const offline = (host: string) => ({ host, code: 'host_offline', message: `${host} is offline` })
const busy = { host: 'b-1', code: 'host_busy', message: 'the host is busy' }

describe('what became of a change to many hosts', () => {
  it('puts the same reason together whatever the host is called, the most first', () => {
    expect(byReason([busy, offline('a-1'), offline('a-2')])).toEqual([
      { message: 'the host is offline', hosts: ['a-1', 'a-2'] },
      { message: 'the host is busy', hosts: ['b-1'] },
    ])
  })

  it('is one sentence when it was done to all', () => {
    expect(words(<BulkOutcome did="Removed" result={{ done: 1_200, refused: [] }} />)).toBe(
      'Removed: 1,200 hosts.',
    )
  })

  it('says how many of all, and names the first of those that refused', () => {
    const refused = Array.from({ length: 7 }, (_, n) => offline(`a-${n}`))
    const said = words(<BulkOutcome did="Asked to look again" result={{ done: 3, refused }} />)
    expect(said).toContain('Asked to look again: 3 of 10 hosts.')
    expect(said).toContain('7 hosts: the host is offline')
    expect(said).toContain('(a-0, a-1, a-2, a-3, a-4, and 2 more)')
  })
})
