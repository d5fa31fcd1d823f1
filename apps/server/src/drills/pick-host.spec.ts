import { expect, it } from 'vitest'
import { type DrillCandidate, pickHost } from './pick-host.js'

const host = (name: string, drilledAt: number | null): DrillCandidate => ({
  id: `id-${name}`,
  name,
  drilledAt,
})

it.each<[string, DrillCandidate[], string | undefined]>([
  ['nobody of none', [], undefined],
  ['the one that never rehearsed', [host('a', 5), host('b', null), host('c', 1)], 'b'],
  ['the one whose drill is longest ago', [host('a', 5), host('b', 3), host('c', 4)], 'b'],
  ['the first by name of equals', [host('c', null), host('a', null), host('b', null)], 'a'],
  ['the first by name of those of one moment', [host('c', 2), host('b', 2), host('a', 3)], 'b'],
])('takes %s, in whatever order they come', (_, candidates, name) => {
  expect(pickHost(candidates)?.name).toBe(name)
  expect(pickHost(candidates.toReversed())?.name).toBe(name)
})

it('takes every host in its turn', () => {
  const last = new Map<string, number | null>(['a', 'b', 'c'].map((name) => [name, null]))
  const turns = Array.from({ length: 6 }, (_, turn) => {
    const picked = pickHost([...last].map(([name, drilledAt]) => host(name, drilledAt)))
    last.set(picked?.name ?? '', turn)
    return picked?.name
  })
  expect(turns).toEqual(['a', 'b', 'c', 'a', 'b', 'c'])
})
