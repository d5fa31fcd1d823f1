import { FakeClock, seededRandom } from '@goherd/testkit'
import { describe, expect, it } from 'vitest'
import { Life, type Living } from './life.js'

/** Hosts that note what happened to them. */
function hosts(count: number) {
  const log: string[] = []
  const living = Array.from({ length: count }, (_, n): Living => {
    const note = (what: string) => () => void log.push(`${n} ${what}`)
    return {
      spoil: (trouble) => void log.push(`${n} ${trouble}`),
      mend: note('mended'),
      leave: note('left'),
      comeBack: note('back'),
    }
  })
  return { living, log }
}

function play(count: number, perSecond: number, forMs: number, seed = 1) {
  const clock = new FakeClock()
  const { living, log } = hosts(count)
  const life = new Life(living, { clock, random: seededRandom(seed), perSecond })
  const end = life.begin()
  clock.advance(forMs)
  return { life, log, clock, end }
}

describe('the life of a fleet', () => {
  it.each([
    [0.5, 60_000, 30],
    [20, 10_000, 200],
    [2_000, 1_000, 2_000],
  ])('has %d changes a second', (perSecond, forMs, changes) => {
    const { life } = play(5_000, perSecond, forMs)
    expect(life.changes).toBeGreaterThanOrEqual(changes - 1)
    expect(life.changes).toBeLessThanOrEqual(changes)
  })

  it('is the same for the same seed', () => {
    expect(play(100, 10, 10_000).log).toEqual(play(100, 10, 10_000).log)
    expect(play(100, 10, 10_000, 2).log).not.toEqual(play(100, 10, 10_000).log)
  })

  it('leaves at most one host in a hundred in trouble, and lets the longest out first', () => {
    const { log } = play(300, 50, 20_000)
    const troubled: string[] = []
    for (const line of log) {
      const [host = '', what] = line.split(' ')
      if (what === 'mended' || what === 'back') expect(troubled.shift()).toBe(host)
      else troubled.push(host)
      expect(troubled.length).toBeLessThanOrEqual(3)
    }
    expect(log.length).toBeGreaterThan(500)
  })

  it('brings back who left, and mends the others', () => {
    const { log } = play(300, 50, 20_000)
    const last = new Map<string, string>()
    for (const line of log) {
      const [host = '', what = ''] = line.split(' ')
      if (what === 'back') expect(last.get(host)).toBe('left')
      if (what === 'mended') expect(last.get(host)).toMatch(/^(edited|shadowed)/)
      last.set(host, what)
    }
  })

  it('ends when it is ended, and can do without hosts', () => {
    const { log, clock, end } = play(10, 10, 1_000)
    const before = log.length
    end()
    clock.advance(60_000)
    expect(log.length).toBe(before)
    expect(clock.pending).toBe(0)
    expect(play(0, 10, 1_000).life.changes).toBe(0)
  })
})
