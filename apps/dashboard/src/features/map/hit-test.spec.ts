import { describe, expect, it } from 'vitest'
import { blockAt, hostAt, hostBeside, hostsIn } from './hit-test'
import { layoutMap, type MapLayout } from './layout'

/** Three groups in turn, on a width that takes two shelves. */
function three(hosts = 300, width = 200): MapLayout {
  const of = Int32Array.from({ length: hosts }, (_, host) => host % 3)
  return layoutMap({ of, groups: 3, headings: true, width, height: 300 })
}

const center = ({ xs, ys, size }: MapLayout, host: number) =>
  [(xs[host] ?? 0) + size / 2, (ys[host] ?? 0) + size / 2] as const

describe('the host at a point', () => {
  it('is found for every square', () => {
    for (const layout of [three(), three(10_000, 1180), three(5, 358)])
      expect([...layout.order].filter((host) => hostAt(layout, ...center(layout, host)) !== host)).toEqual([])
  })

  it('is found in the gap beside its square, so that the pointer never falls between', () => {
    const layout = three()
    const [x, y] = center(layout, 0)
    expect(hostAt(layout, x - layout.size / 2 + layout.pitch - 0.5, y)).toBe(0)
  })

  it('is none on a heading, beside the blocks, after the last square or outside', () => {
    const layout = three()
    const last = layout.blocks[0]
    if (!last) throw new Error('no block')
    const below = last.y + Math.ceil(last.count / last.columns) * layout.pitch
    for (const [x, y] of [
      [last.x + 2, last.y - 5],
      [layout.width + 5, 40],
      [last.x + 2, below + 3],
      [-3, last.y + 2],
      [5, layout.height + 50],
    ] as const)
      expect(hostAt(layout, x, y)).toBe(-1)
    const one = layoutMap({ of: new Int32Array(1), groups: 1, headings: true, width: 300, height: 300 })
    expect(hostAt(one, 80, (one.ys[0] ?? 0) + 2)).toBe(-1)
  })

  it('is none on an empty map', () => {
    const empty = layoutMap({ of: new Int32Array(0), groups: 0, headings: false, width: 300, height: 300 })
    expect(hostAt(empty, 1, 1)).toBe(-1)
    expect(blockAt(empty, 0)).toBeUndefined()
    expect(hostBeside(empty, -1, 'right')).toBe(-1)
  })
})

describe('the hosts in an area', () => {
  it('are those whose squares it touches, as looking at each one says', () => {
    const layout = three()
    for (const [left, top, right, bottom] of [
      [0, 0, 500, 500],
      [30, 40, 31, 41],
      [60, 10, 190, 200],
      [-50, -50, -10, -10],
    ] as const) {
      const slow = [...layout.order].filter((host) => {
        const [x, y] = [layout.xs[host] ?? 0, layout.ys[host] ?? 0]
        return x <= right && x + layout.size >= left && y <= bottom && y + layout.size >= top
      })
      expect(hostsIn(layout, { left, top, right, bottom }).toSorted()).toEqual(slow.toSorted())
    }
  })
})

describe('the arrow keys', () => {
  const layout = three()
  const [x, y] = center(layout, 30)

  it('go to the neighbours', () => {
    expect(hostBeside(layout, 30, 'right')).toBe(hostAt(layout, x + layout.pitch, y))
    expect(hostBeside(layout, 30, 'down')).toBe(hostAt(layout, x, y + layout.pitch))
    expect(hostBeside(layout, hostBeside(layout, 30, 'down'), 'up')).toBe(30)
    expect(hostBeside(layout, hostBeside(layout, 30, 'left'), 'right')).toBe(30)
  })

  it('begin with the first square, and know the ends', () => {
    expect(hostBeside(layout, -1, 'down')).toBe(layout.order[0])
    expect(hostBeside(layout, 30, 'first')).toBe(layout.order[0])
    expect(hostBeside(layout, 30, 'last')).toBe(layout.order.at(-1))
    expect(hostBeside(layout, layout.order[0] ?? 0, 'left')).toBe(layout.order[0])
    expect(hostBeside(layout, layout.order[0] ?? 0, 'up')).toBe(layout.order[0])
  })

  it('go on from shelf to shelf, all the way down and up again', () => {
    expect(layout.shelves.length).toBeGreaterThan(1)
    for (const way of ['down', 'up'] as const) {
      let host = (way === 'down' ? layout.order[0] : layout.order.at(-1)) ?? 0
      const seen = new Set<number>()
      while (!seen.has(host)) {
        seen.add(host)
        host = hostBeside(layout, host, way)
      }
      const groups = new Set(
        [...seen].map((one) => layout.shelves.findIndex(({ end }) => blockIndex(one) < end)),
      )
      expect(groups.size).toBe(layout.shelves.length)
    }
  })

  function blockIndex(host: number): number {
    const block = blockAt(layout, layout.positions[host] ?? 0)
    return block ? layout.blocks.indexOf(block) : -1
  }
})
