import { describe, expect, it } from 'vitest'
import { phaseOf } from './phase.js'
import {
  accepted,
  ERROR,
  installed,
  memoryOn,
  NEW,
  NEXT,
  OLD,
  observed,
  patient,
  Rig,
  T0,
} from './test/samples.js'
import { Play } from './test/transcript.js'

const both = observed(OLD, { installed: installed(OLD, NEW) })
const BYTES = { kind: 'verify-bytes', release: NEW, bytes: { kind: 'unchecked' } } as const

/** Ready to switch: the next answer is the first count. */
function ready(
  assignment = patient(1, NEW, 60),
  active: string | null = OLD,
  memory = memoryOn(active),
): Rig {
  const found = active === null ? observed(null, { installed: installed(NEW) }) : both
  const rig = new Rig().boot(found, memory).send({ kind: 'assigned', assignment }).see(found)
  return rig.done(BYTES).done({ kind: 'write-settings' }).done({ kind: 'snapshot', id: 's1' })
}
const count = (rig: Rig, builds: number) => rig.done({ kind: 'count-builds', builds })

describe('a switch that waits for builds', () => {
  it('counts them every two seconds, and switches when they have ended', () => {
    const play = new Play().start(memoryOn(OLD)).sees(both)
    play.happens({ kind: 'assigned', assignment: patient(1, NEW, 60) }).sees(both)
    play.done(BYTES).done({ kind: 'write-settings' })
    play.read()
    play.done({ kind: 'snapshot', id: 's1' }).done({ kind: 'count-builds', builds: 2 })
    play.passes(2_000).happens({ kind: 'timer', timer: 'work' }).done({ kind: 'count-builds', builds: 1 })
    play.passes(2_000).happens({ kind: 'timer', timer: 'work' }).done({ kind: 'count-builds', builds: 0 })
    expect(play.read()).toMatchInlineSnapshot(`
      "> snapshot done
          save epoch 1 reached 0
          note snapshot: snapshot s1 taken
          do count-builds go1.21.13
        counting
      > count-builds done
          save epoch 1 reached 0
          timer work in 2 s
          progress draining, 2 builds
        draining
      (2 s pass)
      > timer
          do count-builds go1.21.13
        counting
      > count-builds done
          timer work in 2 s
          progress draining, 1 builds
        draining
      (2 s pass)
      > timer
          do count-builds go1.21.13
        counting
      > count-builds done
          save epoch 1 reached 0, journal forward go1.21.13 -> go1.22.12
          note drain: waited 4 s until the running builds had ended
          do activate go1.22.12
        switching"
    `)
  })

  it('switches although builds still run when its time is up, and says how many', () => {
    const rig = count(ready(), 3)
    rig.at += 59_000
    expect(count(rig.send({ kind: 'timer', timer: 'work' }), 1).state.activity.kind).toBe('draining')
    rig.at += 1_000
    expect(count(rig.send({ kind: 'timer', timer: 'work' }), 1).state.activity.kind).toBe('switching')
    expect(rig.state.memory.drain).toBeNull()
    expect(rig.state.memory.events.at(-1)).toMatchObject({
      kind: 'drain',
      durationMs: 60_000,
      message: 'waited 60 s; 1 build still runs, and goes on',
    })
  })

  it('says nothing when there are none', () => {
    const rig = count(ready(), 0)
    expect(rig.state.activity.kind).toBe('switching')
    expect(rig.state.memory.events.map((e) => e.kind)).not.toContain('drain')
  })

  it('shows what it waits for, and until when', () => {
    const rig = ready()
    expect(phaseOf(rig.state)).toEqual({ kind: 'switching', release: NEW })
    const until = new Date(T0 + 60_000).toISOString()
    expect(phaseOf(count(rig, 2).state)).toEqual({ kind: 'draining', release: NEW, builds: 2, until })
    rig.send({ kind: 'timer', timer: 'work' })
    expect(rig.state.activity.kind).toBe('counting')
    expect(phaseOf(rig.state)).toEqual({ kind: 'draining', release: NEW, builds: 2, until })
  })

  it('rings no later than its end', () => {
    const rig = count(ready(), 1)
    rig.at += 59_500
    count(rig.send({ kind: 'timer', timer: 'work' }), 1)
    expect(rig.last.effects).toContainEqual({ kind: 'set-timer', timer: 'work', at: T0 + 60_000 })
  })
})

describe('no wait', () => {
  it.each([
    ['in an emergency', { ...patient(1, NEW, 60), urgent: true }],
    ['where the group wants none', patient(1, NEW, 0)],
    ['where the group says nothing', accepted(1, NEW, { urgent: false })],
  ])('%s', (_, assignment) => {
    expect(ready(assignment).state.activity.kind).toBe('switching')
  })

  it('where nothing is active', () => {
    expect(ready(patient(1, NEW, 60), null).state.activity.kind).toBe('switching')
  })

  it('for a change on the machine itself', () => {
    const rig = new Rig().boot(both, memoryOn(OLD, { accepted: patient(1, OLD, 60), reachedEpoch: 1 }))
    rig.send({ kind: 'local-asked', request: { id: 'r', wish: { kind: 'use', release: NEW } } }).see(both)
    rig.done(BYTES).done({ kind: 'write-settings' }).done({ kind: 'snapshot', id: 's1' })
    expect(rig.state.activity.kind).toBe('switching')
  })

  it('for builds that cannot be counted, and that is told', () => {
    const rig = ready().fail(ERROR)
    expect(rig.state.activity.kind).toBe('switching')
    expect(rig.state.memory.events.at(-1)?.message).toContain('could not be counted: the disk is full')
  })
})

describe('a wait that is disturbed', () => {
  it('goes on with the time that is left after a kill', () => {
    const rig = count(ready(), 2)
    rig.at += 40_000
    const { memory } = rig.state
    expect(memory.drain).toEqual({ epoch: 1, since: T0, until: T0 + 60_000 })
    const next = new Rig()
    next.at = rig.at
    next.boot(both, memory).done(BYTES).done({ kind: 'write-settings' }).done({ kind: 'snapshot', id: 's2' })
    expect(count(next, 2).state.activity).toMatchObject({ kind: 'draining', until: T0 + 60_000 })
    next.at += 20_000
    count(next.send({ kind: 'timer', timer: 'work' }), 2)
    expect(next.state.memory.events.at(-1)?.message).toContain('waited 60 s')
  })

  it('is no longer than allowed, though the clock was set back by years', () => {
    const drain = { epoch: 1, since: T0 + 1e11, until: T0 + 1e11 }
    const rig = new Rig().boot(both, memoryOn(OLD, { accepted: patient(1, NEW, 60), drain }))
    rig.done(BYTES).done({ kind: 'write-settings' }).done({ kind: 'snapshot', id: 's1' })
    expect(count(rig, 1).state.activity).toMatchObject({ until: T0 + 60_000 })
  })

  it('does not count for the next assignment', () => {
    const rig = count(ready(), 2)
    rig.at += 40_000
    rig
      .send({ kind: 'assigned', assignment: patient(2, NEW, 30) })
      .see(both)
      .done(BYTES)
    rig.done({ kind: 'write-settings' }).done({ kind: 'snapshot', id: 's1' })
    expect(count(rig, 2).state.activity).toMatchObject({ until: rig.at + 30_000 })
  })

  it('gives way to an emergency at once', () => {
    const rig = count(ready(), 2).send({ kind: 'assigned', assignment: accepted(2, NEXT) })
    expect(rig.state.activity.kind).toBe('observing')
    expect(rig.see(both).state.activity.kind).toBe('installing')
  })

  it.each(['done', 'failed'] as const)('gives way while it counts, when that is %s', (how) => {
    const rig = ready().send({ kind: 'assigned', assignment: accepted(2, NEXT) })
    expect(rig.state.activity.kind).toBe('counting')
    if (how === 'done') count(rig, 0)
    else rig.fail()
    expect(rig.state.activity.kind).toBe('observing')
  })

  it('waits before settings change, too', () => {
    const desired = { release: OLD, settings: { GOPROXY: 'off' }, policy: { drainSeconds: 5 } }
    const rig = new Rig().boot(both, memoryOn(OLD))
    rig.send({ kind: 'assigned', assignment: accepted(1, OLD, { desired, urgent: false }) }).see(both)
    rig.done({ kind: 'snapshot', id: 's1' })
    expect(rig.last.effects).toContainEqual(
      expect.objectContaining({ work: { kind: 'count-builds', release: OLD } }),
    )
    expect(count(rig, 0).state.memory.journal).toMatchObject({ scope: 'settings' })
  })
})
