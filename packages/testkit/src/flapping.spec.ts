import { expect, it } from 'vitest'
import { FakeClock } from './clock.js'
import { flapping } from './flapping.js'
import { seededRandom } from './seeded-random.js'

it('breaks the connection of each host again and again, at moments of its own, until it is ended', () => {
  const clock = new FakeClock()
  const drops: { readonly host: number; readonly at: number }[] = []
  const began = clock.now()
  const hosts = [0, 1, 2].map((host) => ({ drop: () => drops.push({ host, at: clock.now() - began }) }))
  const end = flapping(hosts, { clock, random: seededRandom(3), everyMs: 1_000 })
  clock.advance(10_000)
  for (const host of [0, 1, 2]) {
    const times = drops.filter((drop) => drop.host === host).map(({ at }) => at)
    expect(times.length).toBeGreaterThanOrEqual(6)
    expect(times.length).toBeLessThanOrEqual(20)
    for (const [n, at] of times.entries()) {
      const gap = at - (times[n - 1] ?? 0)
      expect(gap).toBeGreaterThanOrEqual(500)
      expect(gap).toBeLessThan(1_500)
    }
  }
  expect(new Set(drops.map(({ at }) => at)).size).toBeGreaterThan(drops.length / 2)
  end()
  const before = drops.length
  clock.advance(10_000)
  expect(drops).toHaveLength(before)
  expect(clock.pending).toBe(0)
})
