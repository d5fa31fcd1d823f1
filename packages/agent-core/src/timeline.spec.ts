import type { HostEvent } from '@goherd/protocol'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { ERROR, Rig, T0 } from './test/samples.js'
import { appendEvent, MAX_EVENTS, note } from './timeline.js'

function event(n: number, kind: HostEvent['kind'], epoch = 1, code?: string): HostEvent {
  const error = code === undefined ? {} : { error: { ...ERROR, code } }
  return { id: `e${n}`, at: '2026-01-01T00:00:00.000Z', kind, epoch, message: `${kind} ${n}`, ...error }
}

function append(events: readonly HostEvent[]): readonly HostEvent[] {
  return events.reduce<readonly HostEvent[]>((kept, next) => appendEvent(kept, next), [])
}

describe('the timeline', () => {
  it('keeps events in order', () => {
    const events = [event(1, 'assigned'), event(2, 'switch'), event(3, 'converged')]
    expect(append(events)).toEqual(events)
  })

  it('drops the oldest that is no failure when there are too many', () => {
    const events = [
      event(0, 'failed', 1, 'a'),
      ...Array.from({ length: MAX_EVENTS }, (_, n) => event(n + 1, 'drift')),
    ]
    const kept = append(events)
    expect(kept).toHaveLength(MAX_EVENTS)
    expect(kept[0]?.id).toBe('e0')
    expect(kept[1]?.id).toBe('e2')
    expect(kept.at(-1)?.id).toBe(`e${MAX_EVENTS}`)
  })

  it('keeps the first and the latest of a failure that repeats', () => {
    const kept = append(Array.from({ length: 500 }, (_, n) => event(n, 'failed', 1, 'disk_full')))
    expect(kept.map((e) => e.id)).toEqual(['e0', 'e499'])
  })

  it('keeps failures of other epochs, other codes and other kinds apart', () => {
    const events = [
      event(1, 'failed', 1, 'a'),
      event(2, 'failed', 1, 'b'),
      event(3, 'failed', 2, 'a'),
      event(4, 'switched-back', 1, 'a'),
      event(5, 'failed', 1, 'a'),
    ]
    expect(append(events).map((e) => e.id)).toEqual(['e1', 'e2', 'e3', 'e4', 'e5'])
  })

  it('never grows beyond its bound and never loses the latest', () => {
    const kinds = fc.constantFrom<HostEvent['kind']>('failed', 'switched-back', 'drift', 'switch', 'check')
    fc.assert(
      fc.property(
        fc.array(fc.tuple(kinds, fc.integer({ min: 1, max: 3 }), fc.constantFrom('a', 'b')), {
          maxLength: 600,
        }),
        (list) => {
          const events = list.map(([kind, epoch, code], n) => event(n, kind, epoch, code))
          const kept = append(events)
          expect(kept.length).toBeLessThanOrEqual(MAX_EVENTS)
          expect(kept.at(-1)).toEqual(events.at(-1))
          const seen = new Set(events.map((e) => `${e.kind} ${e.epoch} ${e.error?.code}`))
          const lasting = [...seen].filter((key) => /^(failed|switched-back)/.test(key))
          const found = new Set(kept.map((e) => `${e.kind} ${e.epoch} ${e.error?.code}`))
          for (const key of lasting) expect(found).toContain(key)
        },
      ),
      { numRuns: 60 },
    )
  })
})

describe('a note', () => {
  it('is stamped, numbered and cut to the length of the wire', () => {
    const rig = new Rig()
    const { state, effects } = note(
      rig.state,
      { at: T0, random: 0 },
      { kind: 'drift', message: 'x'.repeat(2000) },
    )
    expect(state.memory.events).toHaveLength(1)
    expect(state.memory.events[0]).toMatchObject({ id: '0-1', at: '2026-01-01T00:00:00.000Z', epoch: 0 })
    expect(state.memory.events[0]?.message).toHaveLength(1000)
    expect(effects).toEqual([{ kind: 'log-event', event: state.memory.events[0] }])
    expect(state.nextEvent).toBe(2)
  })

  it('has an id that no other run of the agent gives', () => {
    const ids = [0.1, 0.2].map((random) => {
      const rig = new Rig()
      rig.random = random
      rig.send({ kind: 'started', memory: rig.state.memory })
      return rig.state.memory.events[0]?.id
    })
    expect(new Set(ids).size).toBe(2)
    for (const id of ids) expect(id?.length).toBeLessThanOrEqual(64)
  })

  it('never has a negative duration, whatever the clock did', () => {
    const { state } = note(
      new Rig().state,
      { at: T0, random: 0 },
      { kind: 'check', message: '', durationMs: -5 },
    )
    expect(state.memory.events[0]?.durationMs).toBe(0)
  })
})
