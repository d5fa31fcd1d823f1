import type { HostView } from '@goherd/protocol'
import { describe, expect, it } from 'vitest'
import { Clock } from '../base/clock/index.js'
import { LiveStream } from './live-stream.js'

class TestClock extends Clock {
  ms = 1_000_000
  now(): Date {
    return new Date(this.ms)
  }
}

const HOST: HostView = {
  ...{ id: 'h1', name: 'ci-1', group: 'build', labels: {}, platform: 'linux/amd64', root: 'x'.repeat(1_000) },
  ...{ agentVersion: '0.1.0', state: 'in-sync', online: true, lastSeenAt: null, wanted: null, actual: null },
  ...{ wantedFrom: null, wantedEpoch: 0, epoch: 0, drift: [], phase: { kind: 'idle' }, proved: false },
  ...{ error: null, goSource: null, maintenance: null },
}

function stream() {
  const clock = new TestClock()
  return { clock, live: new LiveStream(clock) }
}

describe('the stream', () => {
  it('tells again what was told after a number, as it was told', () => {
    const { live } = stream()
    const start = live.position()
    live.tell('groups.changed', { groups: ['build'] })
    live.tell('fleet.changed', {})
    expect(live.after(start)).toMatchObject([
      { seq: start + 1, message: 'groups.changed', payload: { seq: start + 1, groups: ['build'] } },
      { seq: start + 2, message: 'fleet.changed', payload: { seq: start + 2 } },
    ])
    expect(live.after(live.position())).toEqual([])
  })

  it('of a server that started anew, or of another server, knows none of the numbers', () => {
    const before = stream().live
    before.tell('fleet.changed', {})
    const now = stream().live
    now.tell('fleet.changed', {})
    expect(now.after(before.position())).toBeUndefined()
    expect(now.after(before.position() - 1)).toBeUndefined()
  })

  it('is wanted by who was there a moment ago, and then by nobody', () => {
    const { clock, live } = stream()
    expect(live.isWanted()).toBe(false)
    live.left()
    clock.ms += 120_000
    expect(live.isWanted()).toBe(true)
    clock.ms += 1
    expect(live.isWanted()).toBe(false)
  })

  it('has a hole where nobody was told', () => {
    const { live } = stream()
    live.tell('fleet.changed', {})
    const seen = live.position()
    live.skip()
    expect(live.after(seen)).toBeUndefined()
    live.tell('fleet.changed', {})
    expect(live.after(seen)).toBeUndefined()
    expect(live.after(seen + 1)).toHaveLength(1)
  })

  it('forgets what is too much, however few messages it is', () => {
    const { live } = stream()
    const start = live.position()
    const hosts = Array.from({ length: 500 }, () => HOST)
    for (let n = 0; n < 40; n += 1) live.tell('hosts.changed', { hosts })
    expect(live.after(start)).toBeUndefined()
    const kept = live.after(live.position() - 5)
    expect(kept).toHaveLength(5)
  })
})
