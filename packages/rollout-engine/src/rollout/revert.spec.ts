import { describe, expect, it } from 'vitest'
import type { HostFacts } from './facts.js'
import { beginReverting, continueReverting } from './revert.js'
import {
  type HostProgress,
  type ProgressKind,
  type RolloutPhase,
  type RolloutState,
  scheduled,
} from './state.js'
import { host } from './test/samples.js'

const NOW = 1_000_000
const trouble = { code: 'disk_full', message: 'disk full' }
const PROGRESS: Readonly<Record<ProgressKind, HostProgress>> = {
  updating: { kind: 'updating', since: 1 },
  done: { kind: 'done', at: 1 },
  failed: { kind: 'failed', at: 1, ...trouble, acknowledged: true },
  silent: { kind: 'silent', at: 1, acknowledged: true },
  'rolled-back': { kind: 'rolled-back', at: 1, ...trouble, acknowledged: true },
  debt: { kind: 'debt', since: 1 },
  reverting: { kind: 'reverting', since: 1 },
  reverted: { kind: 'reverted', at: 1 },
  'revert-debt': { kind: 'revert-debt', since: 1 },
  left: { kind: 'left', at: 1 },
}
/** Who is sent back. The compiler demands every progress. */
const GOES_BACK: Readonly<Record<ProgressKind, boolean>> = {
  ...{ updating: true, done: true, failed: true, silent: true, 'rolled-back': true },
  ...{ reverting: true, 'revert-debt': true, debt: false, reverted: false, left: false },
}
const { done, updating, reverting, reverted } = PROGRESS

type Reverting = Extract<RolloutPhase, { kind: 'reverting' }>
const phase = (scope: 'all' | 'stage', stage = 0): Reverting => ({
  kind: 'reverting',
  stage,
  scope,
  since: 1,
})

function three(hosts: RolloutState['hosts'], over: Partial<RolloutState> = {}): RolloutState {
  return {
    ...scheduled([['a'], ['b'], ['c', 'd']]),
    phase: { kind: 'updating', stage: 1, since: 1 },
    hosts,
    ...over,
  }
}
const factsOf = (...hosts: readonly HostFacts[]) => new Map(hosts.map((known) => [known.id, known]))
const onTheNew = (id: string, over: Partial<HostFacts> = {}) =>
  host(id, { assigned: 'to', evidence: { kind: 'pending' }, ...over })

describe('beginReverting', () => {
  it.each(Object.entries(GOES_BACK))('a host that is %s goes back: %s', (kind, goes) => {
    const before = Object.values(PROGRESS).find((one) => one.kind === kind) ?? done
    const turn = beginReverting(three({ a: before }), { kind: 'all' }, NOW)
    expect(turn.assignments).toEqual(goes ? [{ to: 'from', stage: 1, hosts: ['a'] }] : [])
    expect(turn.state.hosts.a).toEqual(goes ? { kind: 'reverting', since: NOW } : before)
  })

  it('sends everybody at once, in the middle of a change or not', () => {
    const turn = beginReverting(three({ a: done, b: updating, c: done }), { kind: 'all' }, NOW)
    expect(turn.assignments).toEqual([{ to: 'from', stage: 1, hosts: ['a', 'b', 'c'] }])
    expect(turn.state.phase).toEqual({ kind: 'reverting', stage: 1, scope: 'all', since: NOW })
    expect(turn.next).toBe(true)
  })

  it('of a stage takes those after it back as well, and none before it', () => {
    const state = three(
      { a: done, b: done, c: updating },
      { phase: { kind: 'updating', stage: 2, since: 1 } },
    )
    const turn = beginReverting(state, { kind: 'stage', stage: 1 }, NOW)
    expect(turn.assignments).toEqual([{ to: 'from', stage: 1, hosts: ['b', 'c'] }])
    expect(turn.state.hosts.a).toBe(done)
    expect(turn.state.phase).toMatchObject({ kind: 'reverting', stage: 1, scope: 'stage' })
  })

  it('of a rollout that has not begun asks nobody for anything', () => {
    const turn = beginReverting(scheduled([['a']]), { kind: 'all' }, NOW)
    expect(turn.assignments).toEqual([])
    expect(turn.state.phase).toMatchObject({ kind: 'reverting', stage: 0 })
  })
})

describe('continueReverting', () => {
  const scene = (...hosts: readonly HostFacts[]) => ({ facts: factsOf(...hosts), now: NOW })

  it('waits for everybody that is on the way back', () => {
    const state = three({ a: reverting, b: reverting, c: reverted }, { phase: phase('all') })
    const turn = continueReverting(state, phase('all'), scene())
    expect(turn).toEqual({ state, waits: [{ kind: 'reverting', hosts: 2 }], next: false })
  })

  it('does not wait for those that owe it, have left, or never began', () => {
    const hosts = { a: PROGRESS['revert-debt'], b: PROGRESS.left, c: PROGRESS.debt }
    const turn = continueReverting(three(hosts), phase('all'), scene())
    expect(turn.state.phase).toEqual({ kind: 'finished', outcome: 'reverted', at: NOW })
    expect(turn.groups).toBe('from')
  })

  it('of a stage ends with a pause: what comes next is for a person to say', () => {
    const breach = { kind: 'breach', stage: 1, budget: 'failed', count: 1, limit: 0 } as const
    const state = three({ b: reverted }, { pauses: [breach] })
    const turn = continueReverting(state, phase('stage', 1), scene())
    expect(turn.state.phase).toEqual({ kind: 'updating', stage: 1, since: NOW })
    expect(turn.state.pauses).toEqual([{ kind: 'stage-reverted', stage: 1 }])
    expect(turn.groups).toBeUndefined()
  })

  it('keeps a person’s own reason to pause', () => {
    const person = { kind: 'person', by: 'ann', reason: 'lunch' } as const
    const turn = continueReverting(three({ b: reverted }, { pauses: [person] }), phase('stage', 1), scene())
    expect(turn.state.pauses).toEqual([person, { kind: 'stage-reverted', stage: 1 }])
  })

  it('sends a host back that was waiting for its second turn: it has the new state', () => {
    for (const before of [{}, { a: PROGRESS.debt }]) {
      const turn = continueReverting(three(before), phase('all'), scene(onTheNew('a'), host('b')))
      expect(turn.assignments).toEqual([{ to: 'from', stage: 0, hosts: ['a'] }])
      expect(turn.state.hosts.a).toEqual({ kind: 'reverting', since: NOW })
      expect(turn.next).toBe(true)
    }
  })

  it('leaves such a host of an earlier stage alone when only a later one is taken back', () => {
    const turn = continueReverting(three({}), phase('stage', 1), scene(onTheNew('a')))
    expect(turn.assignments).toBeUndefined()
    expect(turn.state.pauses).toEqual([{ kind: 'stage-reverted', stage: 1 }])
  })
})
