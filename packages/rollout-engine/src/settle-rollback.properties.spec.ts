import fc from 'fast-check'
import { afterAll, afterEach, describe, expect, it } from 'vitest'
import {
  type HostEvidence,
  type RollbackHostState,
  type RollbackProgress,
  settleRollback,
} from './settle-rollback.js'
import { shown, trials } from './test/trials.js'

/*
 * An emergency rollback terminates: whatever its hosts do, it has an end by its deadline, and once faults stop that end is COMPLETE.
 * Hosts go away, come back, fail, try again, prove, and are taken by newer assignments; the driver looks at any of them at any time.
 */

const RUNS = trials(700, 50_000)
const patience = { graceMs: 20_000, deadlineMs: 600_000 }
const TICK_MS = 1_000
let settlings = 0
let failures = 0

interface Simulated {
  readonly id: string
  /** When it was last connected, or null while it is. */
  lostAt: number | null
  failure: string | null
  proved: boolean
  superseded: boolean
}

type Moment =
  | { readonly kind: 'goes' | 'returns' | 'fails' | 'proves' | 'is taken'; readonly nth: number }
  | { readonly kind: 'time'; readonly ms: number }
  /** The driver hears of some hosts: not always of those that changed. */
  | { readonly kind: 'settles'; readonly mask: number }

const nth = fc.nat(12)
const moment: fc.Arbitrary<Moment> = fc.oneof(
  { weight: 6, arbitrary: fc.record({ kind: fc.constantFrom('goes' as const, 'returns' as const), nth }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('fails' as const), nth }) },
  { weight: 5, arbitrary: fc.record({ kind: fc.constant('proves' as const), nth }) },
  {
    weight: 4,
    arbitrary: fc.record({ kind: fc.constant('time' as const), ms: fc.constantFrom(500, 15_000, 30_000) }),
  },
  { weight: 6, arbitrary: fc.record({ kind: fc.constant('settles' as const), mask: fc.nat(4_095) }) },
)
const taken: fc.Arbitrary<Moment> = fc.record({ kind: fc.constant('is taken' as const), nth })
const script = (moments: fc.Arbitrary<Moment>) =>
  fc.record({
    hosts: fc.integer({ min: 1, max: 12 }),
    moments: fc.array(moments, { maxLength: 80, size: 'max' }),
  })
interface Script {
  readonly hosts: number
  readonly moments: readonly Moment[]
}

/** A rollback, its hosts and a driver that looks at what it hears of. */
class Emergency {
  readonly hosts: Simulated[]
  progress: RollbackProgress
  now = 0

  constructor({ hosts, moments }: Script) {
    this.hosts = Array.from({ length: hosts }, (_, n) => newHost(`h${n}`))
    const pending: RollbackHostState = { kind: 'pending' }
    this.progress = { state: 'running', hosts: new Map(this.hosts.map(({ id }) => [id, pending])) }
    for (const one of moments) this.happen(one)
  }

  happen(one: Moment): void {
    if (one.kind === 'time') this.now += one.ms
    else if (one.kind === 'settles') this.settle((_, n) => ((one.mask >> n) & 1) === 1)
    else this.#change(one)
  }

  /** As the driver does: what it hears of, and every second everything. */
  settle(which: (host: Simulated, n: number) => boolean = () => true): void {
    settlings += 1
    const heard = this.hosts.filter(which).map((host) => this.#evidence(host))
    this.progress = settleRollback(this.progress, heard, { elapsedMs: this.now, patience })
  }

  #change({ kind, nth: index }: Exclude<Moment, { kind: 'time' | 'settles' }>): void {
    const host = this.hosts[index % this.hosts.length]
    if (host === undefined) return
    if (kind === 'goes') host.lostAt ??= this.now
    else if (kind === 'returns') host.lostAt = null
    else if (kind === 'is taken') host.superseded = true
    else if (host.lostAt === null && kind === 'fails' && !host.proved) host.failure = 'disk full'
    else if (host.lostAt === null && kind === 'proves') Object.assign(host, { proved: true, failure: null })
  }

  #evidence({ id, lostAt, failure, proved, superseded }: Simulated): HostEvidence {
    const offlineForMs = lostAt === null ? null : this.now - lostAt
    return { id, offlineForMs, failure, proved: proved && !superseded, superseded }
  }
}

function newHost(id: string): Simulated {
  return { id, lostAt: null, failure: null, proved: false, superseded: false }
}

function check(moments: fc.Arbitrary<Moment>, property: (emergency: Emergency) => void): void {
  fc.assert(
    fc.property(script(moments), (given) => property(new Emergency(given))),
    { numRuns: RUNS },
  )
}

describe('an emergency rollback', () => {
  afterEach(({ task }) => {
    if (task.result?.state === 'fail') failures += 1
  })

  it('has an end by its deadline, whatever its hosts do', () => {
    check(fc.oneof({ weight: 9, arbitrary: moment }, { weight: 1, arbitrary: taken }), (emergency) => {
      emergency.now = Math.max(emergency.now, patience.deadlineMs)
      emergency.settle()
      expect(emergency.progress.state).not.toBe('running')
    })
  })

  it('has an end long before it when every live host has proved, and the others stay away', () => {
    check(moment, (emergency) => {
      for (const host of emergency.hosts) if (host.lostAt === null) host.proved = true
      emergency.now += patience.graceMs + TICK_MS
      emergency.settle()
      const proofs = [...emergency.progress.hosts.values()].filter(({ kind }) => kind === 'proved').length
      expect(emergency.progress.state).toBe(proofs > 0 ? 'complete' : 'incomplete')
    })
  })

  it('is complete once faults stop, with a proof of every host, however it had ended before', () => {
    check(moment, (emergency) => {
      emergency.now += patience.deadlineMs
      emergency.settle()
      for (const host of emergency.hosts) Object.assign(host, { lostAt: null, failure: null, proved: true })
      emergency.settle()
      expect(emergency.progress.state).toBe('complete')
      expect([...emergency.progress.hosts.values()].every(({ kind }) => kind === 'proved')).toBe(true)
    })
  })

  it('names every host that did not prove: debt is offline, failed has a reason, and nobody is lost', () => {
    check(moment, (emergency) => {
      emergency.settle()
      expect([...emergency.progress.hosts.keys()]).toEqual(emergency.hosts.map(({ id }) => id))
      for (const host of emergency.hosts) {
        const state = emergency.progress.hosts.get(host.id)
        if (host.proved) expect(state).toEqual({ kind: 'proved' })
        else if (host.lostAt !== null && emergency.now - host.lostAt >= patience.graceMs)
          expect(state?.kind).toBe('debt')
        else if (host.failure !== null) expect(state).toEqual({ kind: 'failed', reason: host.failure })
        else expect(state).toEqual({ kind: 'pending' })
      }
    })
  })

  it('settled again with the same news is what it was', () => {
    check(fc.oneof({ weight: 9, arbitrary: moment }, { weight: 1, arbitrary: taken }), (emergency) => {
      emergency.settle()
      const before = emergency.progress
      emergency.settle()
      expect(emergency.progress).toEqual(before)
    })
  })
})

afterAll(() => {
  shown({
    row: 'an emergency rollback terminates, and completes once faults stop',
    trials: 5 * RUNS,
    failures,
    note: `${settlings.toLocaleString('en')} settlings`,
  })
})
