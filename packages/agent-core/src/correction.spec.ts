import { beforeEach, describe, expect, it } from 'vitest'
import type { LocalWish } from './events.js'
import { accepted, NEW, OLD } from './test/samples.js'
import { World } from './test/world.js'

const MINUTE = 60_000
const OFF = { GOPROXY: 'off' }
const DESIRED = { release: OLD, settings: {}, policy: { drift: 'correct' as const } }

let world: World
beforeEach(() => {
  world = new World()
  world.disk.trees.set(NEW, {})
  world.assign(accepted(1, OLD, { desired: DESIRED }))
  rest()
})

/** All that is under way ends well. */
function rest(): void {
  while (world.inFlight !== undefined) world.finish('done')
}

/** One heartbeat after some time: the tool moves the link, and the agent looks. Was it put right? */
function moved(afterMs = 10_000): boolean {
  world.wait(afterMs)
  rest()
  world.disk.link = NEW
  world.send({ kind: 'heartbeat' })
  rest()
  return world.disk.link === OLD
}

/** The heartbeats (each 10 s) at which another tool, which moves the link as soon as it was put back, was undone. */
function fight(minutes: number): number[] {
  const undone: number[] = []
  for (let second = 10; second <= minutes * 60; second += 10) if (moved()) undone.push(second)
  return undone
}

const told = (kind: string) => world.state.memory.events.filter((event) => event.kind === kind)
const lastDrift = () => told('drift').at(-1)?.message

describe('a host that puts drift right', () => {
  it('does so each time that somebody changes it now and then', () => {
    const done = Array.from({ length: 10 }, () => moved(61 * MINUTE))
    expect(done).toEqual(Array.from({ length: 10 }, () => true))
    expect(told('failed')).toEqual([])
    expect(world.wrongs).toEqual([])
  })

  it('does not fight another tool: it waits longer each time, and stops', () => {
    expect(fight(60)).toEqual([10, 70, 190, 430, 910])
    expect(told('failed')).toHaveLength(1)
    expect(told('failed')[0]?.error).toMatchObject({
      code: 'drift_comes_back',
      hint: expect.stringMatching(/^Find out who/),
    })
    expect(world.state.memory.correction?.stand).toEqual({ kind: 'stopped', calmSince: null })
    expect(world.state.activity.kind).toBe('idle')
    expect(fight(24 * 60)).toEqual([])
    expect(told('failed')).toHaveLength(1)
    expect(world.wrongs).toEqual([])
  })

  it('says at each return how long it waits, once', () => {
    fight(2)
    const waits = told('drift').filter(({ message }) => message.startsWith('came back'))
    expect(waits.map(({ message }) => message.replace(/:.*/, ''))).toEqual([
      'came back after it was put right once within the hour, and is put right again in 50 s',
      'came back after it was put right 2 times within the hour, and is put right again in 110 s',
    ])
    expect(told('converged').map(({ message }) => message)).toEqual([
      expect.stringContaining('is active and works'),
      'found and put right: the current link leads to go1.22.12; it should lead to go1.21.13',
      'found and put right: the current link leads to go1.22.12; it should lead to go1.21.13',
    ])
  })

  it('sees a tool that is quicker than its own look', () => {
    moved()
    world.wait(10_000)
    world.disk.link = NEW
    world.send({ kind: 'heartbeat' })
    rest()
    world.send({ kind: 'heartbeat' })
    rest()
    expect(world.disk.link).toBe(NEW)
    expect(lastDrift()).toContain('put right again in 50 s')
  })

  it('does not let one kind of drift wait for another', () => {
    moved()
    world.disk.trees.set(OLD, OFF)
    world.send({ kind: 'heartbeat' })
    rest()
    expect(world.disk.trees.get(OLD)).toEqual({})
  })

  it('leaves one snapshot of each state that it found, however often it finds it', () => {
    const before = world.disk.snapshots.length
    fight(60)
    expect(world.disk.snapshots.slice(0, -before || undefined).map((s) => s.release)).toEqual([NEW])
    expect(world.disk.snapshots[0]?.reason).toBe('before drift from go1.21.13 was put right')
  })

  it('does not count as changes that a snapshot is due after', () => {
    const { changes } = world.state.memory
    for (let time = 0; time < 30; time += 1) moved(61 * MINUTE)
    expect(world.state.memory.changes).toBe(changes)
  })

  it('goes on counting across restarts', () => {
    fight(10)
    expect(told('failed')).toEqual([])
    world.kill(false)
    rest()
    expect(fight(30)).toEqual([310])
    expect(told('failed')).toHaveLength(1)
  })

  it('undoes what people did on the machine itself, unless they hold it', () => {
    const use: LocalWish = { kind: 'use', release: NEW }
    world.ask(use)
    rest()
    expect(world.disk.link).toBe(OLD)
    expect(world.answers.get('r0')).toMatchObject({ ok: true, changed: true })
  })
})

describe('one that stopped begins again', () => {
  beforeEach(() => {
    fight(30)
    expect(moved()).toBe(false)
  })

  it('with the next assignment', () => {
    world.assign(accepted(2, OLD, { desired: DESIRED }))
    rest()
    expect(world.disk.link).toBe(OLD)
    expect(moved()).toBe(true)
  })

  it('once it has stood as assigned for an hour', () => {
    world.disk.link = OLD
    world.send({ kind: 'heartbeat' })
    rest()
    world.wait(30 * MINUTE)
    // In between it comes back once: the hour begins anew.
    expect(moved()).toBe(false)
    world.disk.link = OLD
    for (let minute = 0; minute < 60; minute += 1) {
      world.send({ kind: 'heartbeat' })
      rest()
      world.wait(MINUTE)
    }
    expect(world.state.memory.correction).not.toBeNull()
    world.send({ kind: 'heartbeat' })
    rest()
    expect(world.state.memory.correction).toBeNull()
    expect(lastDrift()).toBe('has stood as assigned for an hour: from now on drift is put right again')
    expect(moved()).toBe(true)
  })
})

describe('a clock that was wrong', () => {
  it('leaves no wait behind', () => {
    world.wait(24 * 60 * MINUTE)
    expect(moved()).toBe(true)
    world.at -= 23 * 60 * MINUTE
    expect(moved()).toBe(true)
  })
})
