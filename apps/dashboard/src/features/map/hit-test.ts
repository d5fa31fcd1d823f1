import type { MapBlock, MapLayout, MapShelf } from './layout'

/** A rectangle between two corners, in CSS pixels of the map. */
export interface MapArea {
  readonly left: number
  readonly top: number
  readonly right: number
  readonly bottom: number
}

export type Direction = 'left' | 'right' | 'up' | 'down' | 'first' | 'last'

/** The first index from `low` to before `high` for which something holds; `high` when it never does. It must stay so once it does. */
function firstThat(low: number, high: number, holds: (index: number) => boolean): number {
  let [from, to] = [low, high]
  while (from < to) {
    const middle = (from + to) >> 1
    if (holds(middle)) to = middle
    else from = middle + 1
  }
  return from
}

/** The host at a point; -1 when there is none. The gap beside a square belongs to it, so that the pointer never falls between. */
export function hostAt(layout: MapLayout, x: number, y: number): number {
  const { shelves, blocks, pitch } = layout
  const shelf = shelves[firstThat(0, shelves.length, (i) => (shelves[i]?.bottom ?? 0) + 1 >= y)]
  if (!shelf) return -1
  const block =
    blocks[firstThat(shelf.first, shelf.end, (i) => (blocks[i + 1]?.x ?? 0) > x || i + 1 === shelf.end)]
  if (!block || x < block.x || y < block.y) return -1
  const column = Math.floor((x - block.x) / pitch)
  const place = Math.floor((y - block.y) / pitch) * block.columns + column
  if (column >= block.columns || place >= block.count) return -1
  return layout.order[block.start + place] ?? -1
}

/** The block that a position is in. */
export function blockAt({ blocks }: MapLayout, position: number): MapBlock | undefined {
  return blocks[firstThat(0, blocks.length, (i) => (blocks[i + 1]?.start ?? Infinity) > position)]
}

function rowsIn(block: MapBlock, { top, bottom }: MapArea, layout: MapLayout): [number, number] {
  const rows = Math.ceil(block.count / block.columns)
  return within(top - block.y, bottom - block.y, layout, rows)
}

/** Squares of a line that a stretch touches: from the first to before the end. */
function within(from: number, to: number, { pitch, size }: MapLayout, count: number): [number, number] {
  const first = Math.max(0, Math.ceil((from - size) / pitch))
  return [first, Math.min(count, Math.floor(to / pitch) + 1)]
}

/** Every host whose square an area touches. */
export function hostsIn(layout: MapLayout, area: MapArea): number[] {
  const hosts: number[] = []
  for (const block of layout.blocks) {
    const [top, bottom] = rowsIn(block, area, layout)
    const [left, right] = within(area.left - block.x, area.right - block.x, layout, block.columns)
    for (let row = top; row < bottom; row += 1) {
      for (let column = left; column < right; column += 1) {
        const place = row * block.columns + column
        const host = place < block.count ? layout.order[block.start + place] : undefined
        if (host !== undefined) hosts.push(host)
      }
    }
  }
  return hosts
}

function nearestIn(layout: MapLayout, shelf: MapShelf, x: number): MapBlock | undefined {
  const away = (block: MapBlock) => Math.max(block.x - x, x - block.x - block.width, 0)
  return layout.blocks.slice(shelf.first, shelf.end).toSorted((a, b) => away(a) - away(b))[0]
}

/** One row up or down: in the block, or in the nearest block of the shelf there. */
function acrossRows(layout: MapLayout, position: number, by: 1 | -1): number {
  const block = blockAt(layout, position)
  if (!block) return position
  const row = Math.floor((position - block.start) / block.columns) + by
  const rows = Math.ceil(block.count / block.columns)
  const column = (position - block.start) % block.columns
  if (row >= 0 && row < rows) return block.start + Math.min(block.count - 1, row * block.columns + column)
  const index = layout.blocks.indexOf(block)
  const shelf = layout.shelves[layout.shelves.findIndex(({ end }) => index < end) + by]
  const x = block.x + column * layout.pitch
  const next = shelf && nearestIn(layout, shelf, x)
  if (!next) return position
  const beside = Math.max(0, Math.min(next.columns - 1, Math.round((x - next.x) / layout.pitch)))
  const last = (Math.ceil(next.count / next.columns) - 1) * next.columns
  return next.start + Math.min(next.count - 1, (by === 1 ? 0 : last) + beside)
}

/** The host that an arrow key leads to from another one; the first host when there is none to start from. */
export function hostBeside(layout: MapLayout, host: number, direction: Direction): number {
  const { order, positions } = layout
  const here = positions[host]
  if (here === undefined) return order[0] ?? -1
  const to: Readonly<Record<Direction, () => number>> = {
    left: () => Math.max(0, here - 1),
    right: () => Math.min(order.length - 1, here + 1),
    up: () => acrossRows(layout, here, -1),
    down: () => acrossRows(layout, here, 1),
    first: () => 0,
    last: () => order.length - 1,
  }
  return order[to[direction]()] ?? host
}
