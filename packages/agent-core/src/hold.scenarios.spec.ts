import { describe, expect, it } from 'vitest'
import { holds, LONGEST_HOLD_MS } from './hold.js'
import { phaseOf } from './phase.js'
import {
  accepted,
  ERROR,
  hold,
  installed,
  memoryOn,
  NEW,
  OLD,
  observed,
  patient,
  Rig,
  resting,
  T0,
} from './test/samples.js'
import { Play } from './test/transcript.js'

const HOUR = 3_600_000
const both = observed(OLD, { installed: installed(OLD, NEW) })
const calm = (epoch: number) => accepted(epoch, NEW, { urgent: false })

describe('a maintenance lock', () => {
  it('holds until its end', () => {
    expect(holds(null, T0)).toBe(false)
    expect(holds(hold(), T0)).toBe(true)
    expect(holds(hold(), T0 + HOUR - 1)).toBe(true)
    expect(holds(hold(), T0 + HOUR)).toBe(false)
  })

  it('that would last for years was written under another clock, and holds nothing', () => {
    expect(holds(hold(7 * 24), T0)).toBe(true)
    expect(holds(hold(7 * 24), T0 - 1)).toBe(false)
    expect(holds(hold(24 * 365), T0)).toBe(false)
    expect(LONGEST_HOLD_MS).toBe(604_800_000)
  })
})

describe('a host that is held', () => {
  it('lets an assignment wait, says so, and goes on by itself when the time is over', () => {
    const play = new Play().start(memoryOn(OLD)).sees(both).happens({ kind: 'connected', lastSeq: 0 })
    play.happens({ kind: 'report-answered', seq: 1, answer: 'committed' })
    play.read()
    play.happens({ kind: 'hold-changed', hold: hold() })
    play.happens({ kind: 'report-answered', seq: 2, answer: 'committed' })
    play
      .happens({ kind: 'assigned', assignment: calm(1) })
      .sees(both)
      .passes(HOUR)
    play.happens({ kind: 'timer', timer: 'hold' }).sees(both)
    expect(play.read()).toMatchInlineSnapshot(`
      "> hold-changed
          save epoch 0 reached 0, seq 2
          note hold: held by ann until 2026-01-01T01:00:00.000Z: a demo
          timer hold in 3600 s
          report 2: epoch 0, held, go1.21.13, 1 events
        idle
      > report-answered
          save epoch 0 reached 0, seq 2
        idle
      > assigned
          save epoch 1 reached 0, seq 2
          note assigned: assigned go1.22.12: because
          do observe, go1.21.13 was checked
        observing
      > sees
          save epoch 1 reached 0, seq 3
          report 3: epoch 1, held, go1.21.13, 1 events
        idle
      (3600 s pass)
      > timer
          save epoch 1 reached 0, seq 3
          note hold: released, after ann had held it since 2026-01-01T00:00:00.000Z
          do observe, go1.21.13 was checked
        observing
      > sees
          do verify-bytes go1.22.12
        verifying"
    `)
  })

  it('says until when, and by whom, in every report', () => {
    const rig = resting(OLD)
      .send({ kind: 'hold-changed', hold: hold() })
      .send({ kind: 'connected', lastSeq: 0 })
    const report = rig.last.effects.find((effect) => effect.kind === 'report')
    expect(report).toMatchObject({
      report: {
        phase: { kind: 'held', until: hold().until },
        maintenance: { by: 'ann', reason: 'a demo' },
        events: [{ kind: 'started' }, { kind: 'hold', message: `held by ann until ${hold().until}: a demo` }],
      },
    })
  })

  it('changes for an emergency all the same', () => {
    const rig = resting(OLD, NEW).send({ kind: 'hold-changed', hold: hold() })
    rig.send({ kind: 'assigned', assignment: accepted(1, NEW) }).see(both)
    expect(rig.state.activity.kind).toBe('verifying')
    expect(phaseOf(rig.state)).toEqual({ kind: 'checking', release: NEW })
  })

  it('does what people on the machine ask for', () => {
    const rig = resting(OLD, NEW).send({ kind: 'hold-changed', hold: hold() })
    rig.send({ kind: 'local-asked', request: { id: 'r', wish: { kind: 'use', release: NEW } } }).see(both)
    expect(rig.state.activity.kind).toBe('verifying')
  })

  it('keeps its disk as it is, and tidies up afterwards', () => {
    const many = observed(OLD, { installed: installed('go1.16', 'go1.17', 'go1.18', OLD, NEW) })
    const rig = resting(OLD).send({ kind: 'hold-changed', hold: hold() })
    rig.state = { ...rig.state, wishes: { ...rig.state.wishes, tidy: true } }
    rig.send({ kind: 'heartbeat' }).see(many)
    expect(rig.state.activity.kind).toBe('idle')
    rig.send({ kind: 'hold-changed', hold: null }).see(many)
    expect(rig.state.activity.kind).toBe('removing')
  })

  it('does not take it twice, and takes a longer one', () => {
    const rig = resting(OLD).send({ kind: 'hold-changed', hold: hold() })
    expect(rig.send({ kind: 'hold-changed', hold: hold() }).last.effects).toEqual([])
    rig.send({ kind: 'hold-changed', hold: hold(3) })
    expect(rig.kinds).toEqual(['persist', 'log-event', 'set-timer'])
    expect(rig.last.effects.at(-1)).toEqual({ kind: 'set-timer', timer: 'hold', at: T0 + 3 * HOUR })
  })

  it('takes no notice of one that is over', () => {
    const rig = resting(OLD)
    rig.at += 2 * HOUR
    expect(rig.send({ kind: 'hold-changed', hold: hold() }).last.effects).toEqual([])
    expect(rig.send({ kind: 'hold-changed', hold: null }).last.effects).toEqual([])
  })

  it('is not let go by a timer that rings too soon', () => {
    const rig = resting(OLD).send({ kind: 'hold-changed', hold: hold() })
    rig.at += HOUR - 5
    rig.send({ kind: 'timer', timer: 'hold' })
    expect(rig.last.effects).toEqual([{ kind: 'set-timer', timer: 'hold', at: T0 + HOUR }])
    rig.at += 5
    rig.send({ kind: 'timer', timer: 'hold' })
    expect(rig.state.memory.hold).toBeNull()
    expect(rig.kinds).toEqual(['persist', 'log-event', 'work:observe'])
  })
})

describe('a hold that begins during a change', () => {
  const towards = (assignment = calm(1)) => {
    const rig = new Rig({ startJitterMs: 0 }).boot(observed(OLD), memoryOn(OLD))
    return rig.send({ kind: 'assigned', assignment }).see(observed(OLD))
  }

  it('breaks a download off', () => {
    const rig = towards()
    expect(rig.state.activity.kind).toBe('installing')
    rig.send({ kind: 'hold-changed', hold: hold() })
    expect(rig.kinds).toEqual(['persist', 'log-event', 'set-timer', 'abort'])
    rig.fail({ ...ERROR, code: 'aborted' }).see(observed(OLD))
    expect(phaseOf(rig.state)).toMatchObject({ kind: 'held' })
    expect(rig.state.memory.failure).toBeNull()
  })

  it.each(['configuring', 'snapshotting'] as const)('ends one that is %s before anything shows', (kind) => {
    const rig = towards().done({ kind: 'install', steps: [] })
    if (kind === 'snapshotting') rig.done({ kind: 'write-settings' })
    expect(rig.state.activity.kind).toBe(kind)
    rig.send({ kind: 'hold-changed', hold: hold() })
    rig.done(kind === 'snapshotting' ? { kind: 'snapshot', id: 's1' } : { kind: 'write-settings' })
    expect(rig.state.activity.kind).toBe('observing')
    expect(rig.see(both).state.activity.kind).toBe('idle')
  })

  it.each(['switching', 'checking'] as const)('lets one that is %s come to its end', (kind) => {
    const rig = towards().done({ kind: 'install', steps: [] }).done({ kind: 'write-settings' })
    rig.done({ kind: 'snapshot', id: 's1' })
    if (kind === 'checking') rig.done({ kind: 'activate' })
    rig.send({ kind: 'hold-changed', hold: hold() })
    if (kind === 'switching') rig.done({ kind: 'activate' })
    rig.done({ kind: 'probe', goVersion: NEW })
    expect(rig.state.memory).toMatchObject({ reachedEpoch: 1, journal: null })
  })

  it('ends a wait for builds', () => {
    const rig = resting(OLD, NEW)
      .send({ kind: 'assigned', assignment: patient(1, NEW, 60) })
      .see(both)
    rig
      .done({ kind: 'verify-bytes', release: NEW, bytes: { kind: 'unchecked' } })
      .done({ kind: 'write-settings' })
    rig.done({ kind: 'snapshot', id: 's1' }).done({ kind: 'count-builds', builds: 1 })
    expect(rig.state.activity.kind).toBe('draining')
    rig.send({ kind: 'hold-changed', hold: hold() }).see(both)
    expect(phaseOf(rig.state).kind).toBe('held')
  })

  it('leaves an emergency and a local change alone', () => {
    const rig = towards(accepted(1, NEW)).send({ kind: 'hold-changed', hold: hold() })
    expect(rig.kinds).toEqual(['persist', 'log-event', 'set-timer'])
    expect(rig.done({ kind: 'install', steps: [] }).state.activity.kind).toBe('configuring')
  })
})

describe('a hold and a restart', () => {
  it('goes on, with its timer', () => {
    const rig = new Rig().send({ kind: 'started', memory: memoryOn(OLD, { hold: hold() }) })
    expect(rig.last.effects).toContainEqual({ kind: 'set-timer', timer: 'hold', at: T0 + HOUR })
    expect(rig.see(observed(OLD)).state.activity.kind).toBe('idle')
    expect(phaseOf(rig.state).kind).toBe('held')
  })

  it('has ended meanwhile, and that is told', () => {
    const rig = new Rig()
    rig.at += 2 * HOUR
    rig.send({ kind: 'started', memory: memoryOn(OLD, { hold: hold() }) })
    expect(rig.state.memory.hold).toBeNull()
    expect(rig.state.memory.events.map((e) => e.message)).toContainEqual(
      expect.stringContaining('released, after ann had held it since'),
    )
    expect(rig.kinds.filter((kind) => kind.startsWith('work'))).toEqual(['work:observe'])
  })
})
