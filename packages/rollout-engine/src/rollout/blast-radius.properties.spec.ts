import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { SEED, shown, trials } from '../test/trials.js'
import { type Blast, type Harm, rollOutBad } from './test/bad-release.js'
import { BAD_ROLLOUT_SEEDS } from './test/kept-seeds.js'

/*
 * Blast radius: fleets that are given a release which breaks all of their hosts, some by chance, those of a platform or those of a
 * rack, under policies from careful to careless, with nobody there to stop it. A trial that fails prints its seed: it is kept in
 * kept-seeds.ts then, for ever.
 */

const RUNS = trials(200, 10_000)

interface Trial {
  readonly seed: number
  readonly blast: Blast
}

let all: readonly Trial[] = []
let halted: readonly Trial[] = []
let beyond: readonly Trial[] = []

beforeAll(() => {
  const seeds = [...BAD_ROLLOUT_SEEDS, ...Array.from({ length: RUNS }, (_, n) => SEED + n)]
  all = seeds.map((seed) => ({ seed, blast: rollOutBad(seed) }))
  halted = all.filter(({ blast }) => blast.halted)
  beyond = all.filter(({ blast }) => blast.harmed > blast.allowed)
}, 600_000)

const seedsOf = (found: readonly Trial[]) => found.map(({ seed }) => seed)

describe('a bad release', () => {
  it('breaks no more hosts than the budgets that were passed and the slots of the stage that stops it', () => {
    expect(seedsOf(beyond)).toEqual([])
  })

  it('is given to nobody any more once the rollout has halted', () => {
    expect(seedsOf(all.filter(({ blast }) => blast.startedAfterHalt > 0))).toEqual([])
  })

  it('is left on nobody but named debt where the policy takes everyone back', () => {
    expect(seedsOf(all.filter(({ blast }) => blast.leftBehind > 0))).toEqual([])
  })

  it('that breaks every host never gets beyond the first stage whose budgets do not take all of it', () => {
    const everywhere = all.filter(({ blast }) => blast.harm.kind === 'all')
    expect(everywhere.length).toBeGreaterThan(RUNS / 20)
    for (const { seed, blast } of everywhere) {
      expect(blast.moved, `seed ${seed}`).toBe(blast.harmed)
      expect(blast.halted, `seed ${seed}`).toBe(true)
    }
  })

  it.each(['all', 'some', 'platform', 'rack'] as const)(
    'is tried where it breaks %s of the hosts',
    (kind) => {
      const found = halted.filter(({ blast }) => blast.harm.kind === kind)
      expect(found.length).toBeGreaterThan(RUNS / 25)
    },
  )
})

const WORDS: Readonly<Record<Harm['kind'], string>> = {
  all: 'every host',
  some: 'some by chance',
  platform: 'a platform',
  rack: 'a rack',
}

afterAll(() => {
  const worst = halted.reduce((a, b) => (b.blast.harmed > a.blast.harmed ? b : a))
  const { harmed, allowed, fleet } = worst.blast
  const means = Object.entries(WORDS).map(([kind, words]) => {
    const of = halted.filter(({ blast }) => blast.harm.kind === kind)
    return `${words} ${mean(of.map(({ blast }) => blast.harmed)).toFixed(1)}`
  })
  shown({
    row: 'bad rollouts stop within their budgets and slots',
    trials: all.length,
    failures: beyond.length,
    note: [
      `hosts broken: mean ${mean(halted.map(({ blast }) => blast.harmed)).toFixed(1)} of ${mean(halted.map(({ blast }) => blast.allowed)).toFixed(1)} allowed`,
      `worst ${harmed} of ${allowed} allowed (fleet of ${fleet})`,
      `${(100 * mean(halted.map(({ blast }) => blast.harmed / blast.fleet))).toFixed(1)} % of a fleet on average`,
      `where it breaks ${means.join(', ')}`,
    ].join('; '),
  })
})

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length)
}
