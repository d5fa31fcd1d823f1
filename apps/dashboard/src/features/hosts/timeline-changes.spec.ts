import type { HostEvent } from '@goherd/protocol'
import { describe, expect, it } from 'vitest'
import { type Change, toTimeline } from './timeline-changes'

let next = 0
function event(kind: HostEvent['kind'], epoch: number, more: Partial<HostEvent> = {}): HostEvent {
  next += 1
  const at = new Date(Date.UTC(2026, 2, 4, 5, 0, next)).toISOString()
  return { id: String(next), at, kind, epoch, message: kind, ...more }
}
function events(
  ...told: readonly (readonly [HostEvent['kind'], number, Partial<HostEvent>?])[]
): HostEvent[] {
  return told.map(([kind, epoch, more]) => event(kind, epoch, more))
}
const changes = (list: readonly HostEvent[]) =>
  toTimeline(list).filter((entry): entry is Change => entry.kind === 'change')
const shape = (list: readonly HostEvent[]) =>
  toTimeline(list).map((entry) =>
    entry.kind === 'event'
      ? entry.event.kind
      : `${entry.epoch} ${entry.outcome}: ${entry.events.map(({ kind }) => kind).join(' ')}`,
  )

describe('the timeline of a host', () => {
  it('is changes, each from its assignment to its end, the newest first', () => {
    const told = events(
      ['assigned', 1],
      ['download', 1],
      ['switch', 1],
      ['converged', 1],
      ['assigned', 2],
      ['unpack', 2],
    )
    expect(shape(told)).toEqual([
      '2 running: assigned unpack',
      '1 converged: assigned download switch converged',
    ])
    expect(shape(told.toReversed())).toEqual(shape(told))
  })

  it('has between them what belongs to none', () => {
    const told = events(['started', 0], ['assigned', 1], ['drift', 1], ['converged', 1], ['hold', 1])
    expect(shape(told)).toEqual(['hold', 'drift', '1 converged: assigned converged', 'started'])
  })

  it('counts what is tried again, or put right, as another change', () => {
    const told = events(
      ['assigned', 1],
      ['download', 1],
      ['failed', 1],
      ['download', 1],
      ['converged', 1],
      ['drift', 1],
      ['switch', 1],
      ['converged', 1],
    )
    expect(shape(told)).toEqual([
      '1 converged: switch converged',
      'drift',
      '1 converged: download converged',
      '1 failed: assigned download failed',
    ])
  })

  it('knows how a change ended, also when that is told in two events', () => {
    const told = events(
      ['assigned', 1],
      ['switch', 1],
      ['switched-back', 1],
      ['failed', 1],
      ['assigned', 2],
      ['assigned', 3],
    )
    expect(changes(told).map(({ outcome }) => outcome)).toEqual(['running', 'superseded', 'switched-back'])
  })

  it('adds up the time of each step, in the order they are done', () => {
    const told = events(
      ['assigned', 1, { release: 'go1.23.5' }],
      ['unpack', 1, { durationMs: 900 }],
      ['download', 1, { durationMs: 2_000 }],
      ['download', 1, { durationMs: 500 }],
      ['check', 1],
    )
    const [change] = changes(told)
    expect(change?.release).toBe('go1.23.5')
    expect(change?.steps).toEqual([
      { step: 'download', durationMs: 2_500 },
      { step: 'unpack', durationMs: 900 },
    ])
  })

  it('of nothing is empty, and a kind of a later agent stands beside', () => {
    expect(toTimeline([])).toEqual([])
    const later = { ...event('drift', 1), kind: 'audited' }
    // As it comes over the wire, where nothing is checked in the browser.
    expect(toTimeline(JSON.parse(JSON.stringify([later])))).toMatchObject([{ kind: 'event' }])
  })

  it('keeps the order of what happened in one moment, which comes newest first', () => {
    const at = '2026-03-04T05:00:00.000Z'
    const told = events(['assigned', 1, { at }], ['switch', 1, { at }], ['converged', 1, { at }])
    expect(shape(told.toReversed())).toEqual(['1 converged: assigned switch converged'])
  })

  it('loses no event and tells none twice', () => {
    const kinds = ['assigned', 'download', 'failed', 'drift', 'switch', 'converged', 'hold'] as const
    const told = Array.from({ length: 300 }, (_, n) =>
      event(kinds[(n * 7 + Math.floor(n / 5)) % kinds.length] ?? 'drift', 1 + (Math.floor(n / 11) % 4)),
    )
    const ids = toTimeline(told).flatMap((entry) =>
      entry.kind === 'event' ? [entry.event.id] : entry.events.map(({ id }) => id),
    )
    expect(ids.toSorted()).toEqual(told.map(({ id }) => id).toSorted())
  })
})
