import { describe, expect, it } from 'vitest'
import type { Effect } from './effects.js'
import type { Memory } from './memory.js'
import { accepted, installed, memoryOn, NEW, NEXT, OLD, observed, Rig } from './test/samples.js'

/*
 * When a whole fleet goes back at once, somebody waits for the last proof. So the proof goes ahead, and the history of the change,
 * several times as much to store, follows in a moment of each host's own.
 */

const INTACT = { kind: 'intact', checkedAt: '2026-01-01T00:00:00.000Z' } as const
const PROOF = 'f'.repeat(64)
const all = installed(OLD, NEW, NEXT)
const on = (release: string, proof: string | null = PROOF) =>
  observed(release, { installed: all, bytes: INTACT, proof })

const reportsOf = (rig: Rig) =>
  rig.last.effects.flatMap((effect) => (effect.kind === 'report' ? [effect.report] : []))
const timersOf = (rig: Rig) =>
  rig.last.effects.filter(
    (effect): effect is Extract<Effect, { kind: 'set-timer' }> => effect.kind === 'set-timer',
  )
const commit = (rig: Rig, seq: number) => rig.send({ kind: 'report-answered', seq, answer: 'committed' })
const timer = (rig: Rig) => rig.send({ kind: 'timer', timer: 'report' })

/** An agent at rest on OLD, connected, with nothing left to say. */
function connected(memory: Partial<Memory> = {}): Rig {
  const rig = new Rig().boot(on(OLD), memoryOn(OLD, memory)).send({ kind: 'connected', lastSeq: 0 })
  return commit(rig, rig.state.memory.seq)
}

/** Takes an assignment, and goes there. */
function goes(rig: Rig, epoch: number, release: string, urgent: boolean, proof: string | null = PROOF): Rig {
  rig.send({ kind: 'assigned', assignment: accepted(epoch, release, { urgent }) }).see(on(OLD))
  rig.done({ kind: 'verify-bytes', release, bytes: INTACT }).done({ kind: 'write-settings' })
  rig.done({ kind: 'snapshot', id: `s${epoch}` }).done({ kind: 'activate' })
  return rig.done({ kind: 'probe', goVersion: release }).see(on(release, proof))
}

const STEPS = ['assigned', 'settings', 'snapshot', 'switch', 'check', 'converged']

describe('in an emergency', () => {
  it('the proof goes ahead of its history, which follows at a moment of the host’s own', () => {
    const rig = goes(connected(), 5, NEW, true)
    expect(reportsOf(rig)).toMatchObject([
      { epoch: 5, phase: { kind: 'idle' }, observed: { proof: PROOF }, events: [] },
    ])
    expect(timersOf(rig)).toEqual([{ kind: 'set-timer', timer: 'report', at: rig.at + 3_500 }])
    expect(rig.state.memory.events.map(({ kind }) => kind)).toEqual(STEPS)

    expect(reportsOf(commit(rig, 2))).toEqual([])
    rig.at += 3_499
    expect(reportsOf(timer(rig))).toEqual([])
    rig.at += 1
    const [history] = reportsOf(timer(rig))
    expect(history).toMatchObject({ seq: 3, epoch: 5, observed: { proof: PROOF } })
    expect(history?.events.map(({ kind }) => kind)).toEqual(STEPS)
    commit(rig, 3)
    expect(rig.state.memory.events).toEqual([])
    rig.at += 10_000
    expect(reportsOf(timer(rig))).toEqual([])
  })

  it.each([
    [0, 1_000],
    [0.999_999, 5_999],
  ])('with %f by chance it follows after %i ms', (random, after) => {
    const rig = connected()
    rig.random = random
    expect(timersOf(goes(rig, 5, NEW, true))).toMatchObject([{ at: rig.at + after }])
  })

  it('the history goes with whatever else is said before its moment', () => {
    const rig = commit(goes(connected(), 5, NEW, true), 2)
    rig.send({ kind: 'heartbeat' }).see({ ...on(NEW), settings: { GOPROXY: 'off' } })
    const [report] = reportsOf(rig)
    expect(report?.events.map(({ kind }) => kind)).toEqual([...STEPS, 'drift'])
  })

  it('waits for the answer to the proof, however late that is', () => {
    const rig = goes(connected(), 5, NEW, true)
    rig.at += 60_000
    expect(reportsOf(timer(rig))).toEqual([])
    expect(reportsOf(commit(rig, 2))[0]?.events).toHaveLength(STEPS.length)
  })

  it('is not lost when the proof is refused: then they go together', () => {
    const rig = goes(connected(), 5, NEW, true)
    rig.send({ kind: 'report-answered', seq: 2, answer: 'refused', retryAfterMs: 2_000 })
    rig.at += 2_000
    expect(reportsOf(timer(rig))[0]?.events).toHaveLength(STEPS.length)
  })

  it('is not lost with the connection, whether the proof had arrived or not', () => {
    for (const lastSeq of [1, 2]) {
      const rig = goes(connected(), 5, NEW, true)
      rig.send({ kind: 'disconnected' }).send({ kind: 'connected', lastSeq })
      expect(reportsOf(rig)[0]).toMatchObject({ seq: 3, epoch: 5 })
      expect(reportsOf(rig)[0]?.events).toHaveLength(STEPS.length)
    }
  })

  it('is not lost in a kill', () => {
    const { memory } = goes(connected(), 5, NEW, true).state
    const next = new Rig().boot(on(NEW), memory).send({ kind: 'connected', lastSeq: 2 })
    expect(reportsOf(next)[0]?.events.map(({ kind }) => kind)).toEqual([...STEPS, 'started'])
  })

  it('the next emergency goes ahead as well, with no wait for the history of the one before', () => {
    const rig = commit(goes(connected(), 5, NEW, true), 2)
    rig.at += 10
    rig.send({ kind: 'assigned', assignment: accepted(6, OLD) }).see(on(NEW))
    rig.done({ kind: 'verify-bytes', release: OLD, bytes: INTACT }).done({ kind: 'write-settings' })
    rig.done({ kind: 'snapshot', id: 's6' }).done({ kind: 'activate' })
    rig.done({ kind: 'probe', goVersion: OLD }).see(on(OLD))
    expect(reportsOf(rig)).toMatchObject([{ epoch: 6, observed: { proof: PROOF }, events: [] }])
    rig.at += 6_000
    expect(reportsOf(commit(rig, 3))[0]?.events).toHaveLength(2 * STEPS.length)
  })
})

describe('history goes with its report', () => {
  it('of a change that is none of an emergency', () => {
    const rig = connected()
    rig.random = 0
    const [report] = reportsOf(goes(rig, 5, NEW, false))
    expect(report?.events.map(({ kind }) => kind)).toEqual(STEPS)
  })

  it('of a host that cannot prove where it is', () => {
    expect(reportsOf(goes(connected(), 5, NEW, true, null))[0]?.events).toHaveLength(STEPS.length)
  })

  it('of an emergency that fails', () => {
    const rig = connected().send({ kind: 'assigned', assignment: accepted(5, NEW) })
    rig
      .see(on(OLD))
      .done({ kind: 'verify-bytes', release: NEW, bytes: INTACT })
      .done({ kind: 'write-settings' })
    rig.done({ kind: 'snapshot', id: 's5' }).fail().see(on(OLD)).see(on(OLD))
    const [report] = reportsOf(rig)
    expect(report?.phase.kind).toBe('failed')
    expect(report?.events.map(({ kind }) => kind)).toEqual([
      'assigned',
      'settings',
      'snapshot',
      'failed',
      'switched-back',
    ])
  })

  it('of a start on a host that had reached the emergency before', () => {
    const memory = memoryOn(OLD, { accepted: accepted(5, OLD), reachedEpoch: 5 })
    const rig = new Rig().boot(on(OLD), memory).send({ kind: 'connected', lastSeq: 0 })
    expect(reportsOf(rig)[0]?.events.map(({ kind }) => kind)).toEqual(['started'])
  })
})
