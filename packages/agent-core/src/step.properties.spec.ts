import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { LocalWish } from './events.js'
import { accepted, NEW, NEXT, OLD } from './test/samples.js'
import { World } from './test/world.js'

/** One thing that befalls the world. */
type Blow =
  | {
      readonly kind: 'assign'
      readonly epoch: number
      readonly release: string
      readonly proxy: string
      readonly bare: boolean
      readonly urgent: boolean
      readonly drain: number
      readonly correct: boolean
    }
  | { readonly kind: 'finish'; readonly how: 'done' | 'failed' | 'failed-after' }
  | { readonly kind: 'kill'; readonly applied: boolean }
  | { readonly kind: 'wait'; readonly ms: number }
  | { readonly kind: 'connect' | 'disconnect' | 'heartbeat' }
  | { readonly kind: 'commit'; readonly index: number; readonly answered: boolean }
  | { readonly kind: 'stale-ack'; readonly seq: number }
  | { readonly kind: 'recheck'; readonly bytes: boolean }
  | { readonly kind: 'wish'; readonly wish: LocalWish }
  | { readonly kind: 'cancel'; readonly back: number }
  | { readonly kind: 'hold'; readonly hours: number }
  | { readonly kind: 'builds'; readonly count: number }
  | { readonly kind: 'break' | 'mend'; readonly release: string }
  /** Somebody, or another tool, changes what stands. */
  | { readonly kind: 'tamper'; readonly how: Tampering }

type Tampering = { readonly link: string } | { readonly settings: Record<string, string> }

const release = fc.constantFrom(OLD, NEW, NEXT)
const proxy = fc.constantFrom('', 'direct', 'https://proxy.example')

const fetch = release.map((name) => ({
  archive: { filename: `${name}.linux-amd64.tar.gz`, sha256: 'e'.repeat(64), size: 1000 },
  from: '/srv/go',
}))
const wish: fc.Arbitrary<LocalWish> = fc.oneof(
  fc.record({ kind: fc.constant('use' as const), release }),
  fc.record({ kind: fc.constant('install' as const), release, fetch, activate: fc.boolean() }),
  fc.record({
    kind: fc.constant('rollback' as const),
    snapshot: fc.constantFrom(null, 's1', 's2'),
    fetch: fc.option(fetch),
  }),
  fc.record({
    kind: fc.constant('set-env' as const),
    set: fc.constantFrom({}, { GOFLAGS: '-v' }, { GOROOT: '/x' }),
    unset: fc.constantFrom([], ['GOFLAGS'], ['GOPROXY']),
  }),
  fc.record({ kind: fc.constant('uninstall' as const), release }),
  fc.record({ kind: fc.constant('snapshot' as const), reason: fc.constant('by hand') }),
)

const tampering: fc.Arbitrary<Tampering> = fc.oneof(
  fc.record({ link: release }),
  fc.record({ settings: fc.constantFrom({ GOFLAGS: '-x' }, { GOPROXY: 'off' }, {}) }),
)

const blow: fc.Arbitrary<Blow> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant('assign' as const),
      epoch: fc.integer({ min: 1, max: 12 }),
      release,
      proxy,
      bare: fc.boolean(),
      urgent: fc.boolean(),
      drain: fc.constantFrom(0, 0, 30),
      correct: fc.boolean(),
    }),
  },
  {
    weight: 16,
    arbitrary: fc.record({ kind: fc.constant('finish' as const), how: fc.constant('done' as const) }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant('finish' as const),
      how: fc.constantFrom('failed' as const, 'failed-after' as const),
    }),
  },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('kill' as const), applied: fc.boolean() }) },
  {
    weight: 3,
    arbitrary: fc.record({ kind: fc.constant('wait' as const), ms: fc.integer({ min: 0, max: 200_000 }) }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constantFrom('connect' as const, 'disconnect' as const, 'heartbeat' as const),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({ kind: fc.constant('commit' as const), index: fc.nat(5), answered: fc.boolean() }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('stale-ack' as const), seq: fc.nat(30) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('recheck' as const), bytes: fc.boolean() }) },
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('wish' as const), wish }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('cancel' as const), back: fc.nat(2) }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('hold' as const), hours: fc.nat(2) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('builds' as const), count: fc.nat(2) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constantFrom('break' as const, 'mend' as const), release }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('tamper' as const), how: tampering }) },
)

function befall(world: World, what: Blow): void {
  switch (what.kind) {
    case 'assign': {
      const settings: Record<string, string> = what.proxy === '' ? {} : { GOPROXY: what.proxy }
      const drain = what.drain === 0 ? {} : { drainSeconds: what.drain }
      const policy = { ...drain, drift: what.correct ? ('correct' as const) : ('report' as const) }
      const desired = { release: what.release, settings, policy }
      const archive = what.bare ? { archive: null } : {}
      world.assign(accepted(what.epoch, what.release, { desired, urgent: what.urgent, ...archive }))
      return
    }
    case 'finish':
      world.finish(what.how)
      return
    case 'kill':
      world.kill(what.applied)
      return
    case 'wait':
      world.wait(what.ms)
      return
    case 'connect':
      world.connect()
      return
    case 'disconnect':
      world.disconnect()
      return
    case 'heartbeat':
      world.send({ kind: 'heartbeat' })
      return
    case 'commit':
      world.commit(what.index, what.answered)
      return
    case 'stale-ack':
      world.send({
        kind: 'report-answered',
        seq: Math.min(what.seq, world.committedSeq),
        answer: 'committed',
      })
      return
    case 'recheck':
      world.send({ kind: 'recheck-asked', bytes: what.bytes })
      return
    case 'wish':
      world.ask(what.wish)
      return
    case 'cancel':
      world.cancel(what.back)
      return
    case 'hold': {
      const since = new Date(world.at).toISOString()
      const until = new Date(world.at + what.hours * 3_600_000).toISOString()
      const hold = what.hours === 0 ? null : { reason: 'a demo', by: 'ann', since, until }
      world.send({ kind: 'hold-changed', hold })
      return
    }
    case 'builds':
      world.builds = what.count
      return
    case 'break':
      world.broken.add(what.release)
      return
    case 'mend':
      world.broken.delete(what.release)
      return
    case 'tamper':
      tamper(world, what.how)
  }
}

/** Between two pieces of work, and with trees that are there: what is under way is checked against the disk as it was found. */
function tamper({ disk, inFlight }: World, how: Tampering): void {
  if (inFlight !== undefined) return
  if ('link' in how) {
    if (disk.trees.has(how.link)) disk.link = how.link
  } else if (disk.link !== null && disk.trees.has(disk.link)) disk.trees.set(disk.link, how.settings)
}

function live(blows: readonly Blow[]): World {
  const world = new World()
  for (const what of blows) befall(world, what)
  return world
}

/** Lives in which some assignments have no archive for this host. */
const harshLives = fc.array(blow, { minLength: 1, maxLength: 120 })
const lives = harshLives.map((blows) =>
  blows.map((what) => (what.kind === 'assign' ? { ...what, bare: false } : what)),
)
const RUNS = { numRuns: 150 }

describe('whatever happens', () => {
  it('keeps its invariants at every step', () => {
    fc.assert(
      fc.property(harshLives, (blows) => {
        expect(live(blows).wrongs).toEqual([])
      }),
      RUNS,
    )
  })

  it('ends at rest, or waiting with a reason, never stuck', () => {
    fc.assert(
      fc.property(harshLives, (blows) => {
        const world = live(blows)
        world.settle()
        for (let round = 0; round < 20 && world.inFlight !== undefined; round += 1) world.finish('done')
        expect(world.wrongs).toEqual([])
        const { activity, memory } = world.state
        if (activity.kind === 'idle') expect(memory.reachedEpoch).toBe(memory.accepted?.epoch ?? 0)
        else expect(activity).toMatchObject({ kind: 'waiting', wait: { error: { code: 'no_archive' } } })
      }),
      RUNS,
    )
  })

  it('converges to the newest accepted assignment once the faults stop', () => {
    fc.assert(
      fc.property(lives, (blows) => {
        const world = live(blows)
        world.settle()
        const { memory } = world.state
        expect(world.wrongs).toEqual([])
        expect(world.state.activity.kind).toBe('idle')
        expect(memory.journal).toBeNull()
        expect(memory.reachedEpoch).toBe(memory.accepted?.epoch ?? 0)
      }),
      RUNS,
    )
  })

  it('stands exactly where the newest assignment says, when nobody touched it afterwards', () => {
    fc.assert(
      fc.property(lives, release, proxy, (blows, wanted, value) => {
        const world = live(blows)
        const settings: Record<string, string> = value === '' ? {} : { GOPROXY: value }
        world.assign(accepted(99, wanted, { desired: { release: wanted, settings } }))
        world.settle()
        expect(world.disk.link).toBe(wanted)
        expect(world.disk.trees.get(wanted)).toEqual(settings)
        expect(world.state.memory.reachedEpoch).toBe(99)
      }),
      RUNS,
    )
  })

  it('says so, with a reason and a time, when it cannot get there', () => {
    fc.assert(
      fc.property(lives, (blows) => {
        const world = live(blows)
        for (const name of [OLD, NEW, NEXT]) world.broken.add(name)
        world.assign(accepted(99, NEXT, { desired: { release: NEXT, settings: { GOPROXY: 'off' } } }))
        for (let round = 0; round < 60 && world.state.activity.kind !== 'waiting'; round += 1)
          world.finish('done')
        expect(world.state.activity).toMatchObject({ kind: 'waiting', wait: { kind: 'backoff' } })
        expect(world.state.memory.failure?.epoch).toBe(99)
        expect(world.state.memory.failure?.retryAt).toBeGreaterThan(world.at)
        expect(world.disk.link).not.toBe(NEXT === world.disk.link && !world.disk.trees.has(NEXT) ? NEXT : '')
      }),
      RUNS,
    )
  })

  it('leaves a hand-moved link alone after it was there once, restarts included', () => {
    fc.assert(
      fc.property(lives, fc.nat(3), (blows, kills) => {
        const world = live(blows)
        world.assign(accepted(99, NEW))
        world.settle()
        world.disk.trees.set(OLD, {})
        world.disk.link = OLD
        for (let count = 0; count < kills; count += 1) world.kill(false)
        while (world.inFlight !== undefined) world.finish('done')
        world.send({ kind: 'heartbeat' })
        world.settle()
        expect(world.disk.link).toBe(OLD)
        expect(world.state.observed?.link).toEqual({ kind: 'managed', release: OLD })
      }),
      { numRuns: 150 },
    )
  })

  it('puts back what was changed by hand, where the group wants that, at the next look', () => {
    fc.assert(
      fc.property(lives, release, tampering, fc.boolean(), (blows, wanted, how, urgent) => {
        const world = live(blows)
        const policy = { drift: 'correct' as const }
        world.assign(accepted(99, wanted, { desired: { release: wanted, settings: {}, policy }, urgent }))
        world.settle()
        world.disk.trees.set(OLD, {}).set(NEW, {}).set(NEXT, {})
        tamper(world, how)
        world.send({ kind: 'heartbeat' })
        for (let round = 0; round < 60 && world.inFlight !== undefined; round += 1) world.finish('done')
        expect(world.disk.link).toBe(wanted)
        expect(world.disk.trees.get(wanted)).toEqual({})
        expect(world.state.activity.kind).toBe('idle')
        expect(world.wrongs).toEqual([])
      }),
      RUNS,
    )
  })

  it('undoes no kind of change more than five times an hour, kills included, and says when it stops', () => {
    const round = fc.record({ how: tampering, kill: fc.integer({ min: 0, max: 9 }), ms: fc.nat(240_000) })
    fc.assert(
      fc.property(fc.array(round, { minLength: 40, maxLength: 80 }), (rounds) => {
        const world = new World()
        world.disk.trees.set(NEW, {}).set(NEXT, {})
        const desired = { release: OLD, settings: {}, policy: { drift: 'correct' as const } }
        world.assign(accepted(1, OLD, { desired, urgent: false }))
        world.settle()
        const undone = { link: [] as number[], settings: [] as number[] }
        for (const { how, kill, ms } of rounds) {
          world.wait(ms)
          tamper(world, how)
          world.send({ kind: 'heartbeat' })
          for (let step = 0; step < 60 && world.inFlight !== undefined; step += 1) {
            const { link } = world.disk
            const settings = world.disk.trees.get(link ?? '')
            if (step === kill) world.kill(false)
            else world.finish('done')
            if (world.disk.link !== link) undone.link.push(world.at)
            else if (world.disk.trees.get(link ?? '') !== settings) undone.settings.push(world.at)
          }
        }
        for (const times of [undone.link, undone.settings]) {
          const most = times.map(
            (at) => times.filter((other) => other >= at && other - at < 3_600_000).length,
          )
          expect(Math.max(0, ...most)).toBeLessThanOrEqual(5)
        }
        const stopped = world.saved.correction?.stand.kind === 'stopped'
        const said = [...world.saved.events].some((event) => event.error?.code === 'drift_comes_back')
        if (stopped) expect(said).toBe(true)
        expect(world.wrongs).toEqual([])
      }),
      { numRuns: 150 },
    )
  })

  it('commits every failure and every switch back on the server, each once', () => {
    fc.assert(
      fc.property(lives, (blows) => {
        const world = new World()
        const lasting = new Set<string>()
        for (const what of blows) {
          befall(world, what)
          for (const event of world.saved.events) if (event.kind === 'switched-back') lasting.add(event.id)
        }
        world.settle(400)
        for (const id of lasting) expect(world.committedEvents).toContain(id)
        expect(new Set(world.committedEvents).size).toBe(world.committedEvents.length)
        expect(world.state.memory.events).toEqual([])
      }),
      { numRuns: 150 },
    )
  })

  it('answers every wish once, unless a kill took away who asked', () => {
    fc.assert(
      fc.property(lives, (blows) => {
        const world = live(blows)
        world.settle()
        expect(world.wrongs).toEqual([])
        expect([...world.asked].filter((id) => !world.answers.has(id))).toEqual([])
      }),
      RUNS,
    )
  })

  it('switches for no assignment while it is held, unless that is urgent, and goes on when the hold ends', () => {
    fc.assert(
      fc.property(lives, release, fc.boolean(), (blows, wanted, urgent) => {
        const world = live(blows)
        world.settle()
        const before = world.disk.link
        const since = new Date(world.at).toISOString()
        const until = new Date(world.at + 3_600_000).toISOString()
        world.send({ kind: 'hold-changed', hold: { reason: 'a demo', by: 'ann', since, until } })
        world.assign(accepted(99, wanted, { urgent }))
        for (let round = 0; round < 60; round += 1) world.finish('done')
        expect(world.disk.link).toBe(urgent ? wanted : before)
        world.wait(3_600_000)
        for (let round = 0; round < 60; round += 1) world.finish('done')
        expect(world.disk.link).toBe(wanted)
        expect(world.state.memory.hold).toBeNull()
        expect(world.wrongs).toEqual([])
      }),
      { numRuns: 200 },
    )
  })

  it('never waits longer for builds than the group allows, kills included', () => {
    fc.assert(
      fc.property(lives, fc.array(fc.integer({ min: 0, max: 40 }), { maxLength: 8 }), (blows, kills) => {
        const world = live(blows)
        world.settle()
        world.disk.link = OLD
        world.disk.trees.set(OLD, {}).set(NEW, {})
        world.builds = 3
        const desired = { release: NEW, settings: {}, policy: { drainSeconds: 60 } }
        world.assign(accepted(99, NEW, { desired, urgent: false }))
        const began = world.at
        for (const round of kills) {
          for (let step = 0; step < round && world.disk.link !== NEW; step += 1) world.advance()
          if (world.state.activity.kind === 'draining') world.kill(false)
        }
        for (let step = 0; step < 200 && world.disk.link !== NEW; step += 1) world.advance()
        expect(world.disk.link).toBe(NEW)
        expect(world.at - began).toBeLessThanOrEqual(60_000 + 2_000)
        expect(world.wrongs).toEqual([])
      }),
      { numRuns: 150 },
    )
  })

  it('reports the state it ended in', () => {
    fc.assert(
      fc.property(lives, (blows) => {
        const world = live(blows)
        world.settle()
        expect(world.committedSeq).toBe(world.state.memory.seq)
        expect(world.state.outbox.told?.observed).toBe(world.state.observed)
        expect(
          world.state.outbox.told?.key.startsWith(`${world.state.memory.accepted?.epoch ?? 0}|idle`),
        ).toBe(true)
      }),
      RUNS,
    )
  })

  it('gives the same answer to the same event, and changes nothing of what it was given', () => {
    fc.assert(
      fc.property(lives, (blows) => {
        const [one, two] = [live(blows), live(blows)]
        expect(two.state).toEqual(one.state)
        expect(two.saved).toEqual(one.saved)
      }),
      { numRuns: 100 },
    )
  })
})
