import { describe, expect, it } from 'vitest'
import type { StateKind } from './activity.js'
import type { LocalWish } from './events.js'
import { NEW, NEXT, OLD } from './test/samples.js'
import { World } from './test/world.js'

/*
 * A kill in each state of what people on the machine itself ask for, before and after the work in flight took effect. A wish is not
 * taken up again: whoever asked has gone with the process. What had become visible is finished or taken back, nothing is left between.
 */

const MOMENTS = ['before the work took effect', 'after the work took effect'] as const

/** What stands after the restarted agent has come to rest. */
interface Survival {
  readonly link: string | null
  readonly trees: readonly string[]
  readonly proxy?: string
}

function fetchOf(release: string) {
  const archive = { filename: `${release}.linux-amd64.tar.gz`, sha256: 'c'.repeat(64), size: 10 }
  return { archive, from: '/srv/go' }
}
const install = (release: string, activate: boolean): LocalWish => ({
  kind: 'install',
  release,
  fetch: fetchOf(release),
  activate,
})

/** A machine without a server on which OLD is active and NEW lies beside it. */
function alone(): World {
  const world = new World({ converge: false })
  for (const release of [OLD, NEW]) carryOut(world, install(release, false))
  expect(world.disk.link).toBe(OLD)
  return world
}

function carryOut(world: World, wish: LocalWish): void {
  world.ask(wish)
  for (let round = 0; round < 40 && world.inFlight !== undefined; round += 1) world.finish('done')
}

function until(world: World, state: StateKind): World {
  for (let round = 0; round < 20 && world.state.activity.kind !== state; round += 1) world.finish('done')
  expect(world.state.activity.kind).toBe(state)
  return world
}

function rest(world: World): Survival {
  for (let round = 0; round < 40 && world.inFlight !== undefined; round += 1) world.finish('done')
  expect(world.wrongs).toEqual([])
  expect(world.state.memory).toMatchObject({ journal: null, failure: null })
  const { link, trees } = world.disk
  const proxy = trees.get(link ?? '')?.GOPROXY
  return { link, trees: [...trees.keys()], ...(proxy === undefined ? {} : { proxy }) }
}

type Case = readonly [wish: string, state: StateKind, before: Survival, after: Survival]

const WISHES: Readonly<Record<string, LocalWish>> = {
  'an install': install(NEXT, true),
  'an install beside': install(NEXT, false),
  'a use': { kind: 'use', release: NEW },
  settings: { kind: 'set-env', set: { GOPROXY: 'off' }, unset: [] },
  'an uninstall': { kind: 'uninstall', release: NEW },
  'a snapshot': { kind: 'snapshot', reason: 'mine' },
}
const TWO = [OLD, NEW]
const THREE = [OLD, NEW, NEXT]
const STAYS: Survival = { link: OLD, trees: TWO }

const CASES: readonly Case[] = [
  ['an install', 'installing', STAYS, { link: OLD, trees: THREE }],
  ['an install', 'configuring', { link: OLD, trees: THREE }, { link: OLD, trees: THREE }],
  ['an install', 'snapshotting', { link: OLD, trees: THREE }, { link: OLD, trees: THREE }],
  ['an install', 'switching', { link: OLD, trees: THREE }, { link: NEXT, trees: THREE }],
  ['an install', 'checking', { link: NEXT, trees: THREE }, { link: NEXT, trees: THREE }],
  ['an install beside', 'installing', STAYS, { link: OLD, trees: THREE }],
  ['a use', 'verifying', STAYS, STAYS],
  ['a use', 'configuring', STAYS, STAYS],
  ['a use', 'snapshotting', STAYS, STAYS],
  ['a use', 'switching', STAYS, { link: NEW, trees: TWO }],
  ['a use', 'checking', { link: NEW, trees: TWO }, { link: NEW, trees: TWO }],
  ['settings', 'snapshotting', STAYS, STAYS],
  ['settings', 'switching', STAYS, { ...STAYS, proxy: 'off' }],
  ['settings', 'checking', { ...STAYS, proxy: 'off' }, { ...STAYS, proxy: 'off' }],
  ['an uninstall', 'uninstalling', STAYS, { link: OLD, trees: [OLD] }],
  ['a snapshot', 'snapshotting', STAYS, STAYS],
]

describe.each(CASES)('a kill in %s while %s', (name, state, before, after) => {
  const wish = WISHES[name]
  it.each(MOMENTS)('%s', (moment) => {
    const world = alone()
    if (wish !== undefined) world.ask(wish)
    until(world, state)
    const applied = moment === 'after the work took effect'
    world.kill(applied)
    expect(rest(world)).toEqual(applied ? after : before)
    expect(world.state.activity.kind).toBe('idle')
  })

  it('leaves a machine on which the same wish goes through', () => {
    const world = alone()
    if (wish !== undefined) world.ask(wish)
    until(world, state).kill(true)
    rest(world)
    if (wish !== undefined) carryOut(world, wish)
    const outcome = [...world.answers.values()].at(-1)
    const gone = name === 'an uninstall'
    expect(outcome).toMatchObject(gone ? { ok: false, error: { code: 'release_not_here' } } : { ok: true })
    rest(world)
  })

  it('twice in a row is no worse', () => {
    const world = alone()
    if (wish !== undefined) world.ask(wish)
    until(world, state)
    for (const applied of [true, false, true]) world.kill(applied)
    expect(rest(world)).toEqual(after)
  })
})

describe('a kill on the way back from a local change', () => {
  it.each([true, false])('(effect on disk: %s) stands where it stood in the end', (applied) => {
    const world = alone()
    world.ask({ kind: 'use', release: NEW })
    until(world, 'checking')
    world.finish('failed')
    expect(world.state.activity.kind).toBe('switching-back')
    world.kill(applied)
    expect(rest(world)).toEqual(STAYS)
  })
})
