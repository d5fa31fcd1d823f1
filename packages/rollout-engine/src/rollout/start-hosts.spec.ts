import { describe, expect, it } from 'vitest'
import type { HostFacts } from './facts.js'
import type { StagePolicy } from './policy.js'
import { slotsHeld, startHosts } from './start-hosts.js'
import { type HostProgress, type RolloutState, scheduled } from './state.js'
import { host, policy, stage } from './test/samples.js'

const NOW = 1_000_000
const trouble = { code: 'disk_full', message: 'disk full' }
const updating: HostProgress = { kind: 'updating', since: 1 }
const done: HostProgress = { kind: 'done', at: 1 }
const failed = (acknowledged: boolean): HostProgress => ({ kind: 'failed', at: 1, ...trouble, acknowledged })
const debt: HostProgress = { kind: 'debt', since: 1 }

const everyone = { kind: 'percent', percent: 100 } as const
const one = (over: Partial<StagePolicy> = {}) => policy({ stages: [stage({ ...over, size: everyone })] })

function inStage(ids: string, hosts: RolloutState['hosts'] = {}): RolloutState {
  return { ...scheduled([ids.split(' ')]), phase: { kind: 'updating', stage: 0, since: 1 }, hosts }
}

const factsOf = (...hosts: readonly HostFacts[]) => new Map(hosts.map((known) => [known.id, known]))
const online = (ids: string) => factsOf(...ids.split(' ').map((id) => host(id)))

describe('startHosts', () => {
  it('starts everyone of the stage in the order of the drawing', () => {
    const started = startHosts(inStage('c a b'), online('a b c'), one(), NOW)
    expect(started.hosts).toEqual(['c', 'a', 'b'])
    expect(started.waiting).toBe(0)
    expect(started.state.hosts).toEqual({
      a: { kind: 'updating', since: NOW },
      b: { kind: 'updating', since: NOW },
      c: { kind: 'updating', since: NOW },
    })
  })

  it('gives the same state back when there is nobody to start', () => {
    const state = inStage('a b', { a: done, b: updating })
    const started = startHosts(state, online('a b'), one(), NOW)
    expect(started.state).toBe(state)
    expect(started).toMatchObject({ hosts: [], waiting: 0 })
  })

  it('starts nobody of a stage that has not begun', () => {
    const state: RolloutState = {
      ...scheduled([['a'], ['b']]),
      phase: { kind: 'updating', stage: 0, since: 1 },
    }
    const two = policy({ stages: [stage(), stage({ size: everyone })] })
    expect(startHosts(state, online('a b'), two, NOW).hosts).toEqual(['a'])
  })

  it('gives hosts of earlier stages their turn as well, first', () => {
    const state: RolloutState = {
      ...scheduled([['a'], ['b']]),
      phase: { kind: 'updating', stage: 1, since: 1 },
      hosts: { a: debt },
    }
    const two = policy({ stages: [stage(), stage({ size: everyone, concurrency: 1 })] })
    const started = startHosts(state, online('a b'), two, NOW)
    expect(started).toMatchObject({ hosts: ['a'], waiting: 1 })
  })

  describe('with slots', () => {
    it('starts as many as the concurrency leaves room for, and counts who waits', () => {
      const state = inStage('a b c d', { a: updating })
      const started = startHosts(state, online('a b c d'), one({ concurrency: 2 }), NOW)
      expect(started).toMatchObject({ hosts: ['b'], waiting: 2 })
    })

    it('leaves the slot of a host that ended badly taken until a person has looked at it', () => {
      const at = (acknowledged: boolean) =>
        startHosts(inStage('a b', { a: failed(acknowledged) }), online('a b'), one({ concurrency: 1 }), NOW)
      expect(at(false)).toMatchObject({ hosts: [], waiting: 1 })
      expect(at(true)).toMatchObject({ hosts: ['b'], waiting: 0 })
    })

    it('starts nobody, and not fewer than nobody, when more is held than allowed', () => {
      const state = inStage('a b c d', { a: updating, b: updating, c: updating })
      expect(startHosts(state, online('a b c d'), one({ concurrency: 1 }), NOW).hosts).toEqual([])
    })

    it.each([
      { finished: 0, starts: 2 },
      { finished: 1, starts: 2 },
      { finished: 3, starts: 3 },
      { finished: 5, starts: 4 },
    ])('ramps up with those that succeed: after $finished, $starts at a time', ({ finished, starts }) => {
      const ids = Array.from({ length: 12 }, (_, n) => `h${n}`)
      const hosts = Object.fromEntries(ids.slice(0, finished).map((id) => [id, done]))
      const ramp = one({ rampFrom: 2, concurrency: 4 })
      const started = startHosts(inStage(ids.join(' '), hosts), online(ids.join(' ')), ramp, NOW)
      expect(started.hosts).toHaveLength(starts)
    })

    it('ramps up without an end where no concurrency bounds it', () => {
      const ids = Array.from({ length: 20 }, (_, n) => `h${n}`)
      const hosts = Object.fromEntries(ids.slice(0, 8).map((id) => [id, done]))
      const started = startHosts(
        inStage(ids.join(' '), hosts),
        online(ids.join(' ')),
        one({ rampFrom: 1 }),
        NOW,
      )
      expect(started.hosts).toHaveLength(8)
    })

    it('counts what other stages hold too', () => {
      const state: RolloutState = {
        ...scheduled([['a'], ['b', 'c']]),
        phase: { kind: 'updating', stage: 1, since: 1 },
        hosts: { a: failed(false) },
      }
      const two = policy({ stages: [stage(), stage({ size: everyone, concurrency: 2 })] })
      expect(startHosts(state, online('a b c'), two, NOW)).toMatchObject({ hosts: ['b'], waiting: 1 })
    })
  })

  describe('a host that cannot start', () => {
    it('owes it when it is offline, takes no slot, and lets the next one go', () => {
      const facts = factsOf(host('a', { online: false }), host('b'))
      const started = startHosts(inStage('a b'), facts, one({ concurrency: 1 }), NOW)
      expect(started).toMatchObject({ hosts: ['b'], waiting: 0 })
      expect(started.state.hosts.a).toEqual({ kind: 'debt', since: NOW })
    })

    it('keeps the moment since when it owes it', () => {
      const state = inStage('a', { a: debt })
      const started = startHosts(state, factsOf(host('a', { online: false })), one(), NOW)
      expect(started.state).toBe(state)
    })

    it('gets its turn when it is back, after waiting for a slot like any other', () => {
      const state = inStage('a b', { a: debt, b: updating })
      const waits = startHosts(state, online('a b'), one({ concurrency: 1 }), NOW)
      expect(waits).toMatchObject({ hosts: [], waiting: 1 })
      expect(waits.state.hosts.a).toBe(debt)
      const starts = startHosts(
        inStage('a b', { a: debt, b: done }),
        online('a b'),
        one({ concurrency: 1 }),
        NOW,
      )
      expect(starts.hosts).toEqual(['a'])
    })

    it.each([
      ['is gone', factsOf()],
      ['was assigned something newer by somebody else', factsOf(host('a', { assigned: 'other' }))],
    ])('has left when it %s', (_, facts) => {
      for (const before of [{}, { a: debt }]) {
        const started = startHosts(inStage('a', before), facts, one(), NOW)
        expect(started).toMatchObject({ hosts: [], waiting: 0 })
        expect(started.state.hosts.a).toEqual({ kind: 'left', at: NOW })
      }
    })
  })

  describe('with a cap per failure domain', () => {
    const racked = (id: string, rack?: string) => host(id, { labels: rack === undefined ? {} : { rack } })
    const capped = (hosts: number, over: Partial<StagePolicy> = {}) => ({
      ...one(over),
      domainCap: { label: 'rack', hosts },
    })

    it('passes over hosts of a full domain and starts those of others', () => {
      const facts = factsOf(racked('a', 'r1'), racked('b', 'r1'), racked('c', 'r2'), racked('d', 'r2'))
      expect(startHosts(inStage('a b c d'), facts, capped(1), NOW)).toMatchObject({
        hosts: ['a', 'c'],
        waiting: 2,
      })
    })

    it('counts hosts of the domain that hold a slot, in flight or ended badly', () => {
      const facts = factsOf(racked('a', 'r1'), racked('b', 'r1'), racked('c', 'r1'))
      const at = (progress: HostProgress) =>
        startHosts(inStage('a b c', { a: progress }), facts, capped(2), NOW).hosts
      expect(at(updating)).toEqual(['b'])
      expect(at(failed(false))).toEqual(['b'])
      expect(at(failed(true))).toEqual(['b', 'c'])
      expect(at(done)).toEqual(['b', 'c'])
    })

    it('does not bound hosts without the label', () => {
      const facts = factsOf(racked('a'), racked('b'), racked('c', 'r1'))
      expect(startHosts(inStage('a b c'), facts, capped(1), NOW).hosts).toEqual(['a', 'b', 'c'])
    })

    it('takes no place in a domain for a host that finds no slot', () => {
      const facts = factsOf(racked('a', 'r1'), racked('b', 'r2'), racked('c', 'r1'))
      const started = startHosts(inStage('a b c'), facts, capped(1, { concurrency: 2 }), NOW)
      expect(started).toMatchObject({ hosts: ['a', 'b'], waiting: 1 })
    })
  })
})

describe('slotsHeld', () => {
  it('counts hosts that change, and those that ended badly and nobody has seen', () => {
    const hosts: RolloutState['hosts'] = {
      ...{ a: updating, b: done, c: failed(false), d: failed(true), e: debt },
      f: { kind: 'silent', at: 1, acknowledged: false },
      g: { kind: 'rolled-back', at: 1, ...trouble, acknowledged: false },
      h: { kind: 'reverting', since: 1 },
      i: { kind: 'left', at: 1 },
    }
    expect(slotsHeld(inStage('a', hosts))).toBe(4)
    expect(slotsHeld(inStage('a'))).toBe(0)
  })
})
