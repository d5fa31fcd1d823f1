import { describe, expect, it } from 'vitest'
import type { Effect } from './effects.js'
import { accepted, installed, memoryOn, NEW, OLD, observed, Rig, snapshotOf } from './test/samples.js'

const INTACT = { kind: 'intact', checkedAt: '2026-01-01T00:00:00.000Z' } as const

function reportsOf(rig: Rig): Extract<Effect, { kind: 'report' }>[] {
  return rig.last.effects.flatMap((effect) => (effect.kind === 'report' ? [effect] : []))
}

function reportOf(rig: Rig): Extract<Effect, { kind: 'report' }> {
  const [only, ...more] = reportsOf(rig)
  if (only === undefined || more.length > 0)
    throw new Error(`${more.length + 1} reports: ${rig.kinds.join()}`)
  return only
}

/** An agent at rest on OLD that has a connection and one report on its way. */
function connected(lastSeq = 0): Rig {
  return new Rig().boot(observed(OLD), memoryOn(OLD)).send({ kind: 'connected', lastSeq })
}

function answered(rig: Rig, seq: number): Rig {
  return rig.send({ kind: 'report-answered', seq, answer: 'committed' })
}

/** Looks, and finds these settings. */
function finds(rig: Rig, settings: Record<string, string>): Rig {
  return rig.send({ kind: 'heartbeat' }).see(observed(OLD, { settings }))
}

function utf8Length(text: string): number {
  return encodeURIComponent(text).replace(/%../g, 'x').length
}

describe('reports', () => {
  it('begin with one that introduces the host, as soon as there is a connection and something was seen', () => {
    const early = new Rig()
      .send({ kind: 'started', memory: memoryOn(OLD) })
      .send({ kind: 'connected', lastSeq: 0 })
    expect(reportsOf(early)).toEqual([])
    expect(reportOf(early.see(observed(OLD)))).toMatchObject({ first: true, report: { seq: 1, epoch: 0 } })
    expect(reportOf(connected())).toMatchObject({ first: true, report: { seq: 1, phase: { kind: 'idle' } } })
  })

  it('are numbered on from whatever is greater: what the agent remembers or what the server has', () => {
    expect(reportOf(connected(41)).report.seq).toBe(42)
    const rig = new Rig()
      .boot(observed(OLD), memoryOn(OLD, { seq: 50 }))
      .send({ kind: 'connected', lastSeq: 41 })
    expect(reportOf(rig).report.seq).toBe(51)
  })

  it('are saved under their number before they are sent', () => {
    const rig = connected()
    expect(rig.kinds).toEqual(['persist', 'report'])
    expect(rig.state.memory.seq).toBe(1)
  })

  it('go one at a time; what changes meanwhile comes in one report after the answer', () => {
    const rig = connected()
    for (const value of ['a', 'b', 'c']) {
      finds(rig, { GOPROXY: value })
      expect(reportsOf(rig)).toEqual([])
    }
    const next = reportOf(answered(rig, 1))
    expect(next).toMatchObject({ first: false, report: { seq: 2, observed: { settings: { GOPROXY: 'c' } } } })
    expect(reportsOf(answered(rig, 2))).toEqual([])
  })

  it('carry each event until one that carried it was committed', () => {
    const rig = connected()
    expect(rig.state.memory.events.map((e) => e.kind)).toEqual(['started'])
    answered(rig, 1)
    expect(rig.state.memory.events).toEqual([])
  })

  it('are not taken for committed by an answer to an earlier one', () => {
    const rig = answered(connected(), 1)
    finds(rig, { GOPROXY: 'a' })
    const before = rig.state
    answered(rig, 1)
    expect(rig.state).toBe(before)
    rig.send({ kind: 'report-answered', seq: 1, answer: 'refused' })
    expect(rig.state).toBe(before)
  })

  it.each(['refused', 'unanswered'] as const)(
    'that are %s are sent again after a wait, facts included',
    (answer) => {
      const rig = connected().send({ kind: 'report-answered', seq: 1, answer })
      expect(rig.last.effects).toEqual([{ kind: 'set-timer', timer: 'report', at: rig.at + 500 }])
      expect(reportsOf(rig.send({ kind: 'heartbeat' }).see(observed(OLD)))).toEqual([])
      rig.at += 500
      const again = reportOf(rig.send({ kind: 'timer', timer: 'report' }))
      expect(again).toMatchObject({ first: true, report: { seq: 2 } })
      expect(again.report.events.map((e) => e.kind)).toEqual(['started'])
    },
  )

  it('wait as long as the server asks, and longer with each refusal', () => {
    const rig = connected()
    rig.send({ kind: 'report-answered', seq: 1, answer: 'refused', retryAfterMs: 90_000 })
    expect(rig.state.outbox.blockedUntil).toBe(rig.at + 90_000)
    const waits: number[] = []
    for (let seq = 2; seq < 6; seq += 1) {
      rig.at += 100_000
      rig
        .send({ kind: 'timer', timer: 'report' })
        .send({ kind: 'report-answered', seq, answer: 'unanswered' })
      waits.push((rig.state.outbox.blockedUntil ?? 0) - rig.at)
    }
    expect(waits).toEqual([1000, 2000, 4000, 8000])
  })

  it('that were on their way when the line broke are asked about, not guessed about', () => {
    const lost = connected().send({ kind: 'disconnected' }).send({ kind: 'connected', lastSeq: 0 })
    expect(reportOf(lost).report.events.map((e) => e.kind)).toEqual(['started'])
    const arrived = connected().send({ kind: 'disconnected' }).send({ kind: 'connected', lastSeq: 1 })
    expect(reportOf(arrived).report.events).toEqual([])
  })

  it('are not sent without a connection', () => {
    const rig = answered(connected(), 1).send({ kind: 'disconnected' })
    expect(reportsOf(finds(rig, { GOPROXY: 'a' }))).toEqual([])
  })

  it('say nothing of phases that pass, and much of those that last', () => {
    const rig = answered(connected(), 1)
    rig.send({ kind: 'assigned', assignment: accepted(1, NEW) }).see(observed(OLD))
    expect(reportOf(rig).report).toMatchObject({
      epoch: 1,
      phase: { kind: 'downloading', release: NEW, total: 1000 },
    })
    answered(rig, 2).done({ kind: 'install', steps: [] })
    expect(reportsOf(rig)).toEqual([])
    expect(reportsOf(rig.done({ kind: 'write-settings' }))).toEqual([])
    expect(reportsOf(rig.done({ kind: 'snapshot', id: 's' }))).toEqual([])
    expect(reportsOf(rig.done({ kind: 'activate' }))).toEqual([])
    expect(reportsOf(rig.done({ kind: 'probe', goVersion: NEW }))).toEqual([])
    const end = reportOf(rig.see(observed(NEW, { bytes: INTACT, installed: installed(OLD, NEW) })))
    expect(end.report).toMatchObject({ phase: { kind: 'idle' }, observed: { link: { release: NEW } } })
    expect(end.report.events.map((e) => e.kind)).toEqual([
      'settings',
      'snapshot',
      'switch',
      'check',
      'converged',
    ])
  })

  it('never pair the end of a change with what was seen before it', () => {
    const rig = answered(connected(), 1)
    rig.send({
      kind: 'assigned',
      assignment: accepted(1, OLD, { desired: { release: OLD, settings: { GOFLAGS: '-v' } } }),
    })
    rig.see(observed(OLD)).done({ kind: 'snapshot', id: 's' }).done({ kind: 'write-settings' })
    rig.done({ kind: 'probe', goVersion: OLD })
    expect(rig.state.memory.reachedEpoch).toBe(1)
    expect(reportsOf(rig)).toEqual([])
    expect(
      reportOf(rig.see(observed(OLD, { settings: { GOFLAGS: '-v' } }))).report.observed.settings,
    ).toEqual({ GOFLAGS: '-v' })
  })

  it('tell how far an installation is, but not more often than can be seen', () => {
    const rig = answered(connected(), 1)
    rig.send({ kind: 'assigned', assignment: accepted(1, NEW) }).see(observed(OLD))
    const moves = (done: number, after: number) => {
      rig.at += after
      rig.send({ kind: 'install-progressed', id: rig.work, stage: 'downloading', done, total: 1000 })
      return rig.kinds
    }
    expect(moves(100, 10)).toEqual([])
    expect(moves(200, 300)).toEqual(['progress'])
    expect(moves(300, 100)).toEqual([])
    rig.send({ kind: 'install-progressed', id: rig.work, stage: 'unpacking', done: 1, total: 1000 })
    expect(rig.last.effects).toEqual([
      { kind: 'progress', phase: { kind: 'unpacking', release: NEW, done: 1, total: 1000 } },
    ])
    // Whoever watches on the machine itself sees it without a server.
    rig.send({ kind: 'disconnected' })
    expect(moves(400, 1000)).toEqual(['progress'])
  })

  it('of many events go fifty at a time, without waiting for other news', () => {
    const events = Array.from({ length: 120 }, (_, n) => ({
      id: `old-${n}`,
      at: '2026-01-01T00:00:00.000Z',
      kind: 'drift' as const,
      epoch: 0,
      message: 'x',
    }))
    const rig = new Rig()
      .boot(observed(OLD), memoryOn(OLD, { events }))
      .send({ kind: 'connected', lastSeq: 0 })
    const counts = [reportOf(rig).report.events.length]
    for (let seq = 1; seq < 3; seq += 1) counts.push(reportOf(answered(rig, seq)).report.events.length)
    expect(counts).toEqual([50, 50, 21])
    answered(rig, 3)
    expect(rig.state.memory.events).toEqual([])
  })

  it('stay within the largest message', () => {
    const settings = { GOPROXY: 'ä'.repeat(2000), GOFLAGS: 'x'.repeat(2000) }
    const snapshots = Array.from({ length: 30 }, (_, n) => snapshotOf(`s${n}`, OLD, { settings }))
    const rig = new Rig()
      .boot(observed(OLD, { snapshots }), memoryOn(OLD))
      .send({ kind: 'connected', lastSeq: 0 })
    const { report } = reportOf(rig)
    expect(utf8Length(JSON.stringify(report))).toBeLessThan(60_000)
    expect(report.observed.snapshots.map((s) => s.id)).toEqual(
      ['s0', 's1', 's2', 's3', 's4', 's5', 's6'].slice(0, report.observed.snapshots.length),
    )
    expect(report.observed.snapshots.length).toBeGreaterThanOrEqual(3)
  })
})
