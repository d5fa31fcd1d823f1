/** The smallest and the largest square, in CSS pixels. */
export const SMALLEST = 4
export const LARGEST = 24

const HEADING = 22
const BLOCK_GAP = 14
/** Narrower blocks would have no room for their heading. */
const LEAST_WIDTH = 104
/** Blocks are a little wider than high, as screens are, where there is no height to keep to. */
const ASPECT = 1.8
/** More shelves are not tried: with so many, the smallest squares fill the width as well. */
const MOST_SHELVES = 12

/** The squares of one group, row by row from `x`, `y`; its heading is above. */
export interface MapBlock {
  readonly group: number
  readonly start: number
  readonly count: number
  readonly columns: number
  readonly x: number
  readonly y: number
  readonly width: number
}

/** Blocks side by side: those from `first` to before `end`, from `top` to `bottom`. */
export interface MapShelf {
  readonly top: number
  readonly bottom: number
  readonly first: number
  readonly end: number
}

/** Where every host is, in CSS pixels. A position is a place in the order of squares; hosts are numbers of the model. */
export interface MapLayout {
  readonly size: number
  readonly pitch: number
  readonly width: number
  readonly height: number
  readonly headings: boolean
  readonly blocks: readonly MapBlock[]
  readonly shelves: readonly MapShelf[]
  /** The host at each position, and back. */
  readonly order: Int32Array
  readonly positions: Int32Array
  /** The upper left corner of each host's square. */
  readonly xs: Float32Array
  readonly ys: Float32Array
}

interface LayoutRequest {
  /** The group of each host. */
  readonly of: Int32Array
  readonly groups: number
  readonly headings: boolean
  readonly width: number
  /** What the squares may take, as long as they don't get too small for it. */
  readonly height: number
}

type Frame = Pick<MapLayout, 'blocks' | 'shelves' | 'height' | 'size' | 'pitch'>

/** How many hosts each group has. */
function countGroups(of: Int32Array, groups: number): Int32Array {
  const counts = new Int32Array(groups)
  for (const group of of) counts[group] = (counts[group] ?? 0) + 1
  return counts
}

/** Hosts group by group, in each as they come: a counting sort. */
function sortByGroup(of: Int32Array, counts: Int32Array) {
  const next = new Int32Array(counts.length)
  let sum = 0
  for (const [group, count] of counts.entries()) {
    next[group] = sum
    sum += count
  }
  const order = new Int32Array(of.length)
  const positions = new Int32Array(of.length)
  for (const [host, group] of of.entries()) {
    const position = next[group] ?? 0
    next[group] = position + 1
    order[position] = host
    positions[host] = position
  }
  return { order, positions }
}

/** The space between squares: it has to be seen, and not to take more than it must. */
function gapOf(size: number): number {
  return size >= 12 ? 2 : 1
}

interface Shape {
  readonly size: number
  readonly width: number
  readonly headings: boolean
  /** How many rows a shelf is meant to have; null for blocks of their own shape. */
  readonly rows: number | null
}

/** How many squares a block is wide. On a shelf all blocks are equally high, so that little room is lost below them. */
function columnsOf(count: number, pitch: number, most: number, { headings, rows }: Shape): number {
  if (!headings) return most
  const least = Math.ceil(LEAST_WIDTH / pitch)
  const wanted = rows === null ? Math.sqrt(count * ASPECT) : count / rows
  return Math.max(1, Math.min(most, Math.max(least, Math.ceil(wanted))))
}

/** Puts the groups on shelves, left to right, with squares of a size. */
function shelve(counts: Int32Array, shape: Shape): Frame {
  const { size, width, headings } = shape
  const gap = gapOf(size)
  const pitch = size + gap
  const most = Math.max(1, Math.floor((width + gap) / pitch))
  const heading = headings ? HEADING : 0
  const blocks: MapBlock[] = []
  const shelves: MapShelf[] = []
  let [x, top, bottom, first, start] = [0, 0, 0, 0, 0]
  const close = () => shelves.push({ top, bottom, first, end: blocks.length })
  for (const [group, count] of counts.entries()) {
    if (count === 0) continue
    const columns = columnsOf(count, pitch, most, shape)
    const wide = Math.max(columns * pitch - gap, headings ? Math.min(LEAST_WIDTH, width) : 0)
    if (x > 0 && x + wide > width) {
      close()
      first = blocks.length
      x = 0
      top = bottom + BLOCK_GAP
    }
    const y = top + heading
    blocks.push({ group, start, count, columns, x, y, width: wide })
    bottom = Math.max(x === 0 ? 0 : bottom, y + Math.ceil(count / columns) * pitch - gap)
    x += wide + BLOCK_GAP
    start += count
  }
  if (blocks.length > 0) close()
  return { blocks, shelves, height: bottom, size, pitch }
}

/** The fewest shelves that groups fit on with squares of a size; undefined when the height does not do for any. */
function fitShelves(counts: Int32Array, size: number, request: LayoutRequest): Frame | undefined {
  const { width, height, headings } = request
  for (let shelves = 1; shelves <= (headings ? MOST_SHELVES : 1); shelves += 1) {
    const room = (height - (shelves - 1) * BLOCK_GAP) / shelves - (headings ? HEADING : 0)
    const rows = Math.floor((room + gapOf(size)) / (size + gapOf(size)))
    if (rows < 1) return undefined
    const frame = shelve(counts, { size, width, headings, rows })
    if (frame.height <= height) return frame
  }
  return undefined
}

/** With the largest squares that fit the height; the smallest ones make the map as high as it has to be. */
function fit(counts: Int32Array, request: LayoutRequest): Frame {
  for (let size = LARGEST; size >= SMALLEST; size -= 1) {
    const frame = fitShelves(counts, size, request)
    if (frame) return frame
  }
  return shelve(counts, { ...request, size: SMALLEST, rows: null })
}

/** Groups as blocks of squares, on shelves. Within a group hosts keep the order of the model, so that a change moves nobody. */
export function layoutMap(request: LayoutRequest): MapLayout {
  const counts = countGroups(request.of, request.groups)
  const { order, positions } = sortByGroup(request.of, counts)
  const frame = fit(counts, request)
  const xs = new Float32Array(order.length)
  const ys = new Float32Array(order.length)
  for (const { start, count, columns, x, y } of frame.blocks) {
    for (let n = 0; n < count; n += 1) {
      const host = order[start + n] ?? 0
      xs[host] = x + (n % columns) * frame.pitch
      ys[host] = y + Math.floor(n / columns) * frame.pitch
    }
  }
  return { ...frame, width: request.width, headings: request.headings, order, positions, xs, ys }
}
