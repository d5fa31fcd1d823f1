import { describe, expect, it } from 'vitest'
import type { LocalOutcome } from './effects.js'
import type { Fetch, LocalWish } from './events.js'
import { phaseOf } from './phase.js'
import {
  ABORTED,
  accepted,
  DIGEST,
  ERROR,
  installed,
  memoryOn,
  NEW,
  NEXT,
  OLD,
  observed,
  Rig,
  resting,
  snapshotOf,
} from './test/samples.js'
import { World } from './test/world.js'

const INTACT = { kind: 'intact', checkedAt: '2026-01-01T00:00:00.000Z' } as const
const fetchOf = (release: string): Fetch => ({
  archive: { filename: `${release}.linux-amd64.tar.gz`, sha256: 'c'.repeat(64), size: 10 },
  from: '/srv/go',
})
const installing = (release: string, activate = false): LocalWish => ({
  kind: 'install',
  release,
  fetch: fetchOf(release),
  activate,
})

/** Asks, and lets all that follows end well. */
function carryOut(world: World, wish: LocalWish): LocalOutcome | undefined {
  world.ask(wish)
  for (let round = 0; round < 40 && world.inFlight !== undefined; round += 1) world.finish('done')
  expect(world.wrongs).toEqual([])
  return [...world.answers.values()].at(-1)
}

describe('installing on the machine itself', () => {
  it('makes the first release active, without any server', () => {
    const world = new World({ converge: false })
    expect(carryOut(world, installing(NEW))).toMatchObject({ ok: true, release: NEW, changed: true })
    expect(world.disk.link).toBe(NEW)
  })

  it('puts the next one beside it, and switches nothing', () => {
    const world = new World({ converge: false })
    carryOut(world, installing(NEW))
    const before = world.disk.snapshots.length
    expect(carryOut(world, installing(NEXT))).toMatchObject({ ok: true, release: NEXT, changed: true })
    expect(world.disk.link).toBe(NEW)
    expect([...world.disk.trees.keys()]).toEqual([NEW, NEXT])
    expect(world.disk.snapshots).toHaveLength(before)
    expect(carryOut(world, installing(NEXT, true))).toMatchObject({ ok: true, changed: true })
    expect(world.disk.link).toBe(NEXT)
  })

  it('keeps one that is there and intact, after reading it', () => {
    const rig = resting(OLD, NEW)
    const both = observed(OLD, { installed: installed(OLD, NEW) })
    rig.send({ kind: 'local-asked', request: { id: 'r', wish: installing(NEW) } }).see(both)
    expect(rig.state.activity.kind).toBe('verifying')
    rig.done({ kind: 'verify-bytes', release: NEW, bytes: INTACT })
    expect(rig.last.effects).toContainEqual(
      expect.objectContaining({ kind: 'answer-local', outcome: expect.objectContaining({ changed: false }) }),
    )
  })

  it('fetches one that is damaged again, from where its owner says', () => {
    const rig = resting(OLD, NEW)
    rig.send({ kind: 'local-asked', request: { id: 'r', wish: installing(NEW) } })
    rig.see(observed(OLD, { installed: installed(OLD, NEW) }))
    const bytes = { kind: 'changed', checkedAt: INTACT.checkedAt, count: 1, sample: ['bin/go'] } as const
    rig.done({ kind: 'verify-bytes', release: NEW, bytes })
    expect(rig.last.effects).toContainEqual(
      expect.objectContaining({ work: expect.objectContaining({ kind: 'install', from: '/srv/go' }) }),
    )
  })

  it('repairs the active one in place, keeps its settings, and checks it', () => {
    const world = new World({ converge: false })
    carryOut(world, installing(NEW))
    carryOut(world, { kind: 'set-env', set: { GOFLAGS: '-v' }, unset: [] })
    expect(carryOut(world, installing(NEW))).toMatchObject({ ok: true, changed: false })
    expect(world.disk.trees.get(NEW)).toEqual({ GOFLAGS: '-v' })
  })

  it('tells why it failed, is not tried again, and leaves what is active', () => {
    const rig = resting(OLD)
    rig.send({ kind: 'local-asked', request: { id: 'r', wish: installing(NEW, true) } }).see(observed(OLD))
    rig.fail()
    expect(rig.last.effects).toContainEqual({
      kind: 'answer-local',
      id: 'r',
      outcome: { ok: false, error: ERROR },
    })
    rig.see(observed(OLD))
    expect(rig.state.activity.kind).toBe('idle')
    expect(rig.state.memory.failure).toBeNull()
  })

  it('goes back by itself when the new one does not work', () => {
    const world = new World({ converge: false })
    carryOut(world, installing(OLD))
    world.broken.add(NEW)
    world.ask(installing(NEW, true))
    for (let round = 0; round < 40 && world.inFlight !== undefined; round += 1) world.finish('done')
    expect(world.disk.link).toBe(OLD)
    expect([...world.answers.values()].at(-1)).toMatchObject({ ok: false })
  })
})

describe('breaking off', () => {
  const downloading = () =>
    resting(OLD)
      .send({ kind: 'local-asked', request: { id: 'r', wish: installing(NEW, true) } })
      .see(observed(OLD))

  it('ends a download, and whoever asked hears that nothing changed', () => {
    const rig = downloading().send({ kind: 'local-cancelled', id: 'r' })
    expect(rig.kinds).toEqual(['abort'])
    rig.fail(ABORTED)
    expect(rig.kinds).toEqual(['answer-local', 'work:observe'])
    expect(rig.last.effects[0]).toMatchObject({ outcome: { ok: false, error: { code: 'interrupted' } } })
  })

  it('ends the change when the download had just come to its end', () => {
    const rig = downloading().send({ kind: 'local-cancelled', id: 'r' }).done({ kind: 'install', steps: [] })
    expect(rig.kinds).toEqual(['answer-local', 'work:observe'])
  })

  it.each(['configuring', 'snapshotting'] as const)('ends one that is %s before anything shows', (kind) => {
    const rig = downloading().done({ kind: 'install', steps: [] })
    if (kind === 'snapshotting') rig.done({ kind: 'write-settings' })
    rig.send({ kind: 'local-cancelled', id: 'r' })
    expect(rig.last.effects).toEqual([])
    rig.done(kind === 'snapshotting' ? { kind: 'snapshot', id: 's1' } : { kind: 'write-settings' })
    expect(rig.kinds).toEqual(['answer-local', 'work:observe'])
  })

  it('comes too late once the link may have moved', () => {
    const rig = downloading().done({ kind: 'install', steps: [] }).done({ kind: 'write-settings' })
    rig.done({ kind: 'snapshot', id: 's1' }).send({ kind: 'local-cancelled', id: 'r' })
    expect(rig.last.effects).toEqual([])
    rig.done({ kind: 'activate' }).done({ kind: 'probe', goVersion: NEW })
    expect(rig.last.effects).toContainEqual(
      expect.objectContaining({ kind: 'answer-local', outcome: expect.objectContaining({ ok: true }) }),
    )
  })

  it('is what an emergency does to a download for people on the machine, and nothing else does', () => {
    const rig = downloading().send({ kind: 'assigned', assignment: accepted(1, NEXT, { urgent: false }) })
    expect(rig.kinds).not.toContain('abort')
    rig.send({ kind: 'assigned', assignment: accepted(2, NEXT) })
    expect(rig.kinds).toContain('abort')
    rig.fail(ABORTED)
    expect(rig.kinds).toContain('answer-local')
  })
})

describe('going back to a tree that is gone', () => {
  const snapshots = [snapshotOf('s1', NEW, { treeDigest: DIGEST, settings: { GOFLAGS: '-v' } })]
  const gone = observed(OLD, { snapshots })
  const asked = () => {
    const wish = { kind: 'rollback', snapshot: 's1', fetch: fetchOf(NEW) } as const
    return resting(OLD)
      .send({ kind: 'local-asked', request: { id: 'r', wish } })
      .see(gone)
  }

  it('fetches it, and takes no other tree than the one the snapshot had', () => {
    const rig = asked()
    expect(rig.last.effects).toContainEqual(
      expect.objectContaining({
        work: {
          kind: 'install',
          release: NEW,
          archive: { ...fetchOf(NEW).archive, treeDigest: DIGEST },
          from: '/srv/go',
          settings: { GOFLAGS: '-v' },
        },
      }),
    )
    rig
      .done({ kind: 'install', steps: [] })
      .done({ kind: 'write-settings' })
      .done({ kind: 'snapshot', id: 's2' })
    expect(rig.state.memory.journal?.target).toEqual({ release: NEW, settings: { GOFLAGS: '-v' } })
  })

  it('changes nothing when another tree comes', () => {
    const rig = asked().fail({ ...ERROR, code: 'tree_mismatch' })
    expect(rig.kinds).toEqual(
      ['log-event', 'answer-local', 'work:observe'].flatMap((k) =>
        k === 'log-event' ? ['persist', k] : [k],
      ),
    )
    expect(rig.see(gone).state.activity.kind).toBe('idle')
  })

  it('reads every byte of a tree that is there before it becomes active again, and of the active one', () => {
    const there = observed(OLD, { snapshots, installed: installed(OLD, NEW) })
    const wish = { kind: 'rollback', snapshot: 's1', fetch: null } as const
    const rig = resting(OLD, NEW)
      .send({ kind: 'local-asked', request: { id: 'r', wish } })
      .see(there)
    expect(rig.state.activity).toMatchObject({ kind: 'verifying', release: NEW })
    const same = observed(NEW, { snapshots })
    const on = resting(NEW)
      .send({ kind: 'local-asked', request: { id: 'r', wish } })
      .see(same)
    expect(on.state.activity).toMatchObject({ kind: 'verifying', release: NEW })
    on.done({ kind: 'verify-bytes', release: NEW, bytes: INTACT })
    expect(on.state.activity.kind).toBe('snapshotting')
  })
})

describe('uninstalling', () => {
  it('answers with what it freed', () => {
    const world = new World({ converge: false })
    for (const release of [OLD, NEW]) carryOut(world, installing(release))
    expect(carryOut(world, { kind: 'uninstall', release: NEW })).toEqual({
      ok: true,
      release: NEW,
      changed: true,
      snapshot: null,
      freed: 100,
    })
    expect([...world.disk.trees.keys()]).toEqual([OLD])
  })

  it('tells who uses it when somebody does', () => {
    const rig = resting(OLD, NEW)
    rig.send({ kind: 'local-asked', request: { id: 'r', wish: { kind: 'uninstall', release: NEW } } })
    rig.see(observed(OLD, { installed: installed(OLD, NEW) }))
    expect(phaseOf(rig.state).kind).toBe('idle')
    rig.fail({ ...ERROR, code: 'release_in_use' })
    expect(rig.last.effects[0]).toMatchObject({ outcome: { error: { code: 'release_in_use' } } })
  })
})

describe('snapshots for their own sake', () => {
  const DAY = 86_400_000

  it('by hand answer with their id, and say when they cannot be taken', () => {
    const ask = () =>
      resting(OLD)
        .send({ kind: 'local-asked', request: { id: 'r', wish: { kind: 'snapshot', reason: 'mine' } } })
        .see(observed(OLD))
    const rig = ask()
    expect(rig.last.effects).toContainEqual(
      expect.objectContaining({ work: { kind: 'snapshot', reason: 'mine', manual: true } }),
    )
    expect(phaseOf(rig.state).kind).toBe('idle')
    rig.done({ kind: 'snapshot', id: 's7' })
    expect(rig.last.effects).toContainEqual(
      expect.objectContaining({
        outcome: { ok: true, release: OLD, changed: true, snapshot: 's7', freed: null },
      }),
    )
    expect(ask().fail().last.effects[0]).toMatchObject({ outcome: { ok: false, error: ERROR } })
  })

  it('are taken once a day while something is active', () => {
    const rig = new Rig().boot(observed(OLD), memoryOn(OLD, { nextSnapshotAt: null }))
    rig.at += DAY - 1
    expect(rig.send({ kind: 'heartbeat' }).see(observed(OLD)).state.activity.kind).toBe('idle')
    rig.at += 1
    rig.send({ kind: 'heartbeat' }).see(observed(OLD))
    // The bytes are due as well.
    rig.done({ kind: 'verify-bytes', release: OLD, bytes: INTACT }).see(observed(OLD))
    expect(rig.last.effects).toContainEqual(
      expect.objectContaining({ work: { kind: 'snapshot', reason: 'daily', manual: false } }),
    )
    rig.done({ kind: 'snapshot', id: 's1' }).see(observed(OLD))
    expect(rig.state.activity.kind).toBe('idle')
    expect(rig.state.memory.nextSnapshotAt).toBe(rig.at + DAY)
  })

  it('are not taken of nothing', () => {
    const rig = new Rig()
    rig.at += 10 * DAY
    rig.boot(observed(null), memoryOn(null, { nextSnapshotAt: 1, changes: 99 }))
    expect(rig.state.activity.kind).toBe('idle')
  })

  it('are taken after every twentieth change', () => {
    const world = new World({ converge: false })
    carryOut(world, installing(OLD))
    for (let n = 1; n <= 20; n += 1)
      carryOut(world, { kind: 'set-env', set: { GOFLAGS: `-p=${n}` }, unset: [] })
    const reasons = world.disk.snapshots.map((s) => s.reason)
    expect(reasons.filter((reason) => reason === 'after 20 changes')).toHaveLength(1)
    expect(world.state.memory.changes).toBe(1)
  })

  it('that fail come again in an hour, not at the next heartbeat', () => {
    const rig = new Rig()
      .boot(observed(OLD), memoryOn(OLD, { changes: 20 }))
      .fail()
      .see(observed(OLD))
    expect(rig.state.activity.kind).toBe('idle')
    expect(rig.send({ kind: 'heartbeat' }).see(observed(OLD)).state.activity.kind).toBe('idle')
    rig.at += 3_600_000
    expect(rig.send({ kind: 'heartbeat' }).see(observed(OLD)).state.activity.kind).toBe('snapshotting')
  })
})

describe('retention', () => {
  it('keeps as many as the group says, and not fewer than two', () => {
    const many = observed(NEW, { installed: installed('go1.16', 'go1.17', 'go1.18', OLD, NEW) })
    const kept = (keep: number) => {
      const desired = { release: NEW, settings: {}, policy: { keep } }
      const rig = new Rig().boot(many, memoryOn(NEW)).send({
        kind: 'assigned',
        assignment: accepted(1, NEW, { desired }),
      })
      const [effect] = rig.see(many).last.effects.filter((e) => e.kind === 'work')
      return effect?.kind === 'work' && effect.work.kind === 'remove' ? effect.work.keep : []
    }
    expect(kept(3)).toEqual([NEW, OLD, 'go1.18'])
    expect(kept(1)).toEqual([NEW, OLD])
    expect(kept(5)).toEqual([])
  })
})
