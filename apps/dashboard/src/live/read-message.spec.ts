import { LIVE_MESSAGES } from '@goherd/protocol'
import { describe, expect, it } from 'vitest'
import { aHost, aRollback } from '../testing/sample-fleet'
import { aRollout } from '../testing/sample-rollouts'
import { READERS } from './read-message'

/** One payload of each message, as the protocol's own schema accepts it. */
const SAMPLES: { readonly [M in keyof typeof READERS]: object } = {
  'live.opened': { seq: 1, serverVersion: '0.1.0' },
  'hosts.changed': { seq: 2, hosts: [aHost()] },
  'groups.changed': { seq: 3, groups: ['build'] },
  'fleet.changed': { seq: 4 },
  'rollback.changed': { seq: 5, rollback: aRollback() },
  'rollout.changed': { seq: 6, rollout: aRollout() },
}

const messages = Object.entries(SAMPLES)

describe('the readers of live messages', () => {
  it('cover every message the server may send', () => {
    const sent = Object.entries(LIVE_MESSAGES).filter(([, { from }]) => from === 'server')
    expect(Object.keys(READERS).sort()).toEqual(sent.map(([name]) => name).sort())
  })

  it.each(messages)('%s: the sample is what the protocol accepts, and is read', (name, payload) => {
    const schema = Object.entries(LIVE_MESSAGES).find(([message]) => message === name)?.[1].payload
    expect(schema?.safeParse(payload).success).toBe(true)
    const read = Object.entries(READERS).find(([message]) => message === name)?.[1]
    expect(read?.(payload)).toMatchObject({ seq: expect.any(Number), kind: expect.any(String) })
  })

  it.each(messages)('%s: fields that are added later do no harm', (name, payload) => {
    const read = Object.entries(READERS).find(([message]) => message === name)?.[1]
    expect(read?.({ ...payload, later: true })).toBeDefined()
  })

  it.each(messages)('%s: another shape is not read', (name) => {
    const read = Object.entries(READERS).find(([message]) => message === name)?.[1]
    for (const payload of [undefined, null, 'text', 7, {}, []]) expect(read?.(payload)).toBeUndefined()
  })
})
