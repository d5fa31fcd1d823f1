import { describe, expect, it } from 'vitest'
import { STATE_KINDS, type StateKind } from './activity.js'
import { accepted, NEW, NEXT, OLD, patient } from './test/samples.js'
import { World } from './test/world.js'

/** Did the work that was in flight still reach the disk? */
const MOMENTS = ['before the work took effect', 'after the work took effect'] as const
type Moment = (typeof MOMENTS)[number]

interface Survival {
  /** What the restarted agent does after its first look. */
  readonly next: StateKind
  /** What is active at that moment, and when all is settled. */
  readonly active: string | null
  readonly ends: string | null
  /** What the settings of the active tree are in the end. */
  readonly proxy?: string
}

/** A host in each state: on OLD, on its way to NEW (or to other settings), or at rest. */
const LIVES: Record<StateKind, () => World> = {
  starting: () => onOld(),
  observing: () => {
    const world = onOld()
    world.send({ kind: 'heartbeat' })
    return world
  },
  idle: () => onOld(),
  waiting: () => {
    const world = onOld()
    world.assign(accepted(2, NEXT, { archive: null }))
    return until(world, 'waiting')
  },
  verifying: () => {
    const world = onOld()
    world.disk.trees.set(NEW, {})
    world.assign(accepted(2, NEW))
    return until(world, 'verifying')
  },
  installing: () => towardsNew('installing'),
  configuring: () => towardsNew('configuring'),
  snapshotting: () => towardsNew('snapshotting'),
  counting: () => draining('counting'),
  draining: () => draining('draining'),
  switching: () => towardsNew('switching'),
  checking: () => towardsNew('checking'),
  'switching-back': () => {
    const world = towardsNew('checking')
    world.finish('failed')
    return world
  },
  removing: () => {
    const world = onOld({ keepReleases: 2 })
    for (const release of ['go1.16', 'go1.17', NEW]) world.disk.trees.set(release, {})
    world.assign(accepted(2, NEW))
    return until(world, 'removing')
  },
  uninstalling: () => {
    const world = onOld()
    world.disk.trees.set(NEW, {})
    world.send({ kind: 'local-asked', request: { id: 'r', wish: { kind: 'uninstall', release: NEW } } })
    return until(world, 'uninstalling')
  },
}

/** A host whose builds keep it from NEW for a while. */
function draining(state: StateKind): World {
  const world = onOld()
  world.builds = 2
  world.assign(patient(2, NEW, 60))
  return until(world, state)
}

function onOld(config = {}): World {
  const world = new World(config)
  world.assign(accepted(1, OLD))
  world.settle()
  return world
}

function towardsNew(state: StateKind): World {
  const world = onOld()
  world.assign(accepted(2, NEW))
  return until(world, state)
}

function until(world: World, state: StateKind): World {
  for (let round = 0; round < 20 && world.state.activity.kind !== state; round += 1) world.finish('done')
  return world
}

/*
 * A kill in every state, before and after the work in flight took effect. A state without its two cases does not compile.
 */
const SURVIVES: Record<StateKind, Record<Moment, Survival>> = {
  starting: {
    'before the work took effect': { next: 'idle', active: OLD, ends: OLD },
    'after the work took effect': { next: 'idle', active: OLD, ends: OLD },
  },
  observing: {
    'before the work took effect': { next: 'idle', active: OLD, ends: OLD },
    'after the work took effect': { next: 'idle', active: OLD, ends: OLD },
  },
  idle: {
    'before the work took effect': { next: 'idle', active: OLD, ends: OLD },
    'after the work took effect': { next: 'idle', active: OLD, ends: OLD },
  },
  waiting: {
    'before the work took effect': { next: 'waiting', active: OLD, ends: OLD },
    'after the work took effect': { next: 'waiting', active: OLD, ends: OLD },
  },
  verifying: {
    'before the work took effect': { next: 'verifying', active: OLD, ends: NEW },
    'after the work took effect': { next: 'verifying', active: OLD, ends: NEW },
  },
  installing: {
    'before the work took effect': { next: 'installing', active: OLD, ends: NEW },
    'after the work took effect': { next: 'verifying', active: OLD, ends: NEW },
  },
  configuring: {
    'before the work took effect': { next: 'verifying', active: OLD, ends: NEW },
    'after the work took effect': { next: 'verifying', active: OLD, ends: NEW },
  },
  snapshotting: {
    'before the work took effect': { next: 'verifying', active: OLD, ends: NEW },
    'after the work took effect': { next: 'verifying', active: OLD, ends: NEW },
  },
  counting: {
    'before the work took effect': { next: 'verifying', active: OLD, ends: NEW },
    'after the work took effect': { next: 'verifying', active: OLD, ends: NEW },
  },
  draining: {
    'before the work took effect': { next: 'verifying', active: OLD, ends: NEW },
    'after the work took effect': { next: 'verifying', active: OLD, ends: NEW },
  },
  switching: {
    'before the work took effect': { next: 'verifying', active: OLD, ends: NEW },
    'after the work took effect': { next: 'checking', active: NEW, ends: NEW },
  },
  checking: {
    'before the work took effect': { next: 'checking', active: NEW, ends: NEW },
    'after the work took effect': { next: 'checking', active: NEW, ends: NEW },
  },
  'switching-back': {
    'before the work took effect': { next: 'switching-back', active: NEW, ends: NEW },
    'after the work took effect': { next: 'switching-back', active: OLD, ends: NEW },
  },
  removing: {
    'before the work took effect': { next: 'idle', active: NEW, ends: NEW },
    'after the work took effect': { next: 'idle', active: NEW, ends: NEW },
  },
  uninstalling: {
    'before the work took effect': { next: 'idle', active: OLD, ends: OLD },
    'after the work took effect': { next: 'idle', active: OLD, ends: OLD },
  },
}

describe.each(STATE_KINDS)('a kill in the state %s', (state) => {
  it.each(MOMENTS)('%s', (moment) => {
    const world = LIVES[state]()
    if (state !== 'starting') expect(world.state.activity.kind).toBe(state)
    world.kill(moment === 'after the work took effect')
    if (state === 'starting') world.kill(false)
    world.finish('done')
    const { next, active, ends } = SURVIVES[state][moment]
    expect({ next: world.state.activity.kind, active: world.disk.link }).toEqual({ next, active })
    if (state !== 'waiting') world.settle()
    expect(world.disk.link).toBe(ends)
    expect(world.wrongs).toEqual([])
  })

  it('twice in a row is no worse', () => {
    const world = LIVES[state]()
    for (const applied of [true, false, true]) world.kill(applied)
    if (state !== 'waiting') world.settle()
    expect(world.disk.link).toBe(SURVIVES[state]['after the work took effect'].ends)
    expect(world.disk.trees.has(world.disk.link ?? '')).toBe(true)
    expect(world.wrongs).toEqual([])
  })

  it('is followed by a newer assignment: that one is reached', () => {
    const world = LIVES[state]()
    world.kill(true)
    world.assign(accepted(9, NEXT, { desired: { release: NEXT, settings: { GOPROXY: 'off' } } }))
    world.settle()
    expect(world.disk.link).toBe(NEXT)
    expect(world.disk.trees.get(NEXT)).toEqual({ GOPROXY: 'off' })
    expect(world.state.memory).toMatchObject({ reachedEpoch: 9, journal: null, failure: null })
    expect(world.wrongs).toEqual([])
  })
})

describe('a kill in a change of settings alone', () => {
  const towardsProxy = (state: StateKind): World => {
    const world = onOld()
    world.assign(accepted(2, OLD, { desired: { release: OLD, settings: { GOPROXY: 'off' } } }))
    return until(world, state)
  }

  it.each([
    ['snapshotting', false, 'snapshotting'],
    ['snapshotting', true, 'snapshotting'],
    ['switching', false, 'snapshotting'],
    ['switching', true, 'checking'],
    ['checking', false, 'checking'],
    ['checking', true, 'checking'],
  ] as const)('while %s (effect on disk: %s) goes on with %s', (state, applied, next) => {
    const world = towardsProxy(state)
    expect(world.state.activity.kind).toBe(state)
    world.kill(applied)
    world.finish('done')
    expect(world.state.activity.kind).toBe(next)
    world.settle()
    expect(world.disk.trees.get(OLD)).toEqual({ GOPROXY: 'off' })
    expect(world.wrongs).toEqual([])
  })

  it.each([true, false])('on the way back (effect on disk: %s) brings the old settings back', (applied) => {
    const world = towardsProxy('checking')
    world.broken.add(OLD)
    world.finish('done')
    expect(world.state.activity.kind).toBe('switching-back')
    world.kill(applied)
    world.finish('done')
    expect(world.state.activity.kind).toBe('switching-back')
    world.finish('done')
    expect(world.disk.trees.get(OLD)).toEqual({})
    expect(world.wrongs).toEqual([])
  })
})
