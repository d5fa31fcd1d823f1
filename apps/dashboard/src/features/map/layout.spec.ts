import { describe, expect, it } from 'vitest'
import { LARGEST, layoutMap, type MapLayout, SMALLEST } from './layout'

/** Hosts dealt out to groups of these sizes, one after the other, as they would come by name. */
function dealt(...sizes: readonly number[]): Int32Array {
  const left = [...sizes]
  const of: number[] = []
  while (left.some((count) => count > 0))
    for (const [group, count] of left.entries())
      if (count > 0) {
        of.push(group)
        left[group] = count - 1
      }
  return Int32Array.from(of)
}

function layout(sizes: readonly number[], width: number, { height = 480, headings = sizes.length > 1 } = {}) {
  return layoutMap({ of: dealt(...sizes), groups: sizes.length, headings, width, height })
}

/** Squares that stand over the edge or on one another. */
function collisions({ xs, ys, size, width, height }: MapLayout): number {
  const taken = new Set<string>()
  let bad = 0
  for (const [host, x] of xs.entries()) {
    const y = ys[host] ?? 0
    if (x < 0 || y < 0 || x + size > width || y + size > height || taken.has(`${x},${y}`)) bad += 1
    taken.add(`${x},${y}`)
  }
  return bad
}

describe('the layout of the map', () => {
  it.each([
    ['a phone', 358],
    ['a laptop', 1180],
    ['a wide screen', 2480],
  ])('has room for 10,000 hosts on %s, none on another', (_, width) => {
    for (const sizes of [
      [10_000],
      [9_000, 900, 90, 9, 1],
      Array.from({ length: 60 }, (_, n) => 20 + n * 5),
    ]) {
      const made = layout(sizes, width)
      expect(collisions(made)).toBe(0)
      expect(made.size).toBeGreaterThanOrEqual(SMALLEST)
      expect(made.size).toBeLessThanOrEqual(LARGEST)
    }
  })

  it('makes squares as large as fit, and no larger than is good to look at', () => {
    expect(layout([20], 1180).size).toBe(LARGEST)
    expect(layout([10_000], 2480).size).toBeGreaterThan(layout([10_000], 1180).size)
    expect(layout([10_000], 358).size).toBe(SMALLEST)
    const made = layout([2_000], 1180)
    expect(made.height).toBeLessThanOrEqual(480)
    expect(layout([2_000], 1180, { height: 200 }).size).toBeLessThan(made.size)
  })

  it('keeps the order of the model within a group, so that a change moves nobody', () => {
    const made = layoutMap({
      ...{ of: Int32Array.from([1, 0, 1, 0]), groups: 2, headings: true, width: 600, height: 400 },
    })
    expect([...made.order]).toEqual([1, 3, 0, 2])
    expect([...made.positions]).toEqual([2, 0, 3, 1])
    expect(made.xs[1]).toBeLessThan(made.xs[3] ?? 0)
  })

  it('leaves room for headings above each group, and none without groups', () => {
    expect(layout([5, 5], 600).blocks.map(({ y }) => y > 0)).toEqual([true, true])
    expect(layout([5], 600).blocks.map(({ y }) => y)).toEqual([0])
  })

  it('puts groups side by side, and on the next shelf when the width is used up', () => {
    const wide = layout([30, 30, 30], 1180)
    expect(new Set(wide.blocks.map(({ y }) => y)).size).toBe(1)
    const narrow = layout([30, 30, 30], 240)
    expect(narrow.shelves.length).toBeGreaterThan(1)
    for (const [index, shelf] of narrow.shelves.entries())
      expect(shelf.top).toBeGreaterThanOrEqual(narrow.shelves[index - 1]?.bottom ?? 0)
  })

  it('loses little room: blocks on a shelf are equally high, whatever they hold', () => {
    const used = ({ size, width, height, order }: MapLayout) =>
      (order.length * size * size) / (width * height)
    const teams = [2_660, 1_702, 1_219, 990, 779, 626, 522, 438, 358, 263, 200, 139, 83, 21]
    expect(used(layout([8_000, 2_000], 1180, { height: 420 }))).toBeGreaterThan(0.5)
    expect(used(layout(teams, 1180, { height: 420 }))).toBeGreaterThan(0.33)
  })

  it('shows nothing for no hosts, and skips groups without any', () => {
    expect(layout([], 600)).toMatchObject({ height: 0, blocks: [], shelves: [] })
    expect(layout([3, 0, 2], 600).blocks.map(({ group }) => group)).toEqual([0, 2])
  })
})
