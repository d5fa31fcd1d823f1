import type { Fill, Glyph } from './fills'
import type { MapLayout } from './layout'

/** Smaller squares have no room for a glyph. */
const LEAST_FOR_GLYPH = 8

/** Colours as a canvas takes them: one for each look, and the ground that glyphs are cut out of. */
export interface Palette {
  readonly looks: readonly string[]
  readonly ground: string
}

/** What the painter needs of a canvas. */
export type Brush = Pick<
  CanvasRenderingContext2D,
  | 'fillStyle'
  | 'strokeStyle'
  | 'lineWidth'
  | 'clearRect'
  | 'fillRect'
  | 'strokeRect'
  | 'beginPath'
  | 'moveTo'
  | 'lineTo'
  | 'arc'
  | 'stroke'
>

interface Square {
  readonly x: number
  readonly y: number
  readonly size: number
}

/** Draws on the unit square: the stroke is set, the colour is the ground's. */
const GLYPHS: Readonly<Record<Exclude<Glyph, 'none' | 'hollow'>, (path: Brush, square: Square) => void>> = {
  dot: (path, { x, y, size }) => {
    path.moveTo(x + size * 0.68, y + size / 2)
    path.arc(x + size / 2, y + size / 2, size * 0.18, 0, Math.PI * 2)
  },
  slash: (path, { x, y, size }) => {
    path.moveTo(x + size * 0.25, y + size * 0.75)
    path.lineTo(x + size * 0.75, y + size * 0.25)
  },
  cross: (path, { x, y, size }) => {
    path.moveTo(x + size * 0.25, y + size * 0.25)
    path.lineTo(x + size * 0.75, y + size * 0.75)
    path.moveTo(x + size * 0.25, y + size * 0.75)
    path.lineTo(x + size * 0.75, y + size * 0.25)
  },
  bar: (path, { x, y, size }) => {
    path.moveTo(x + size * 0.25, y + size / 2)
    path.lineTo(x + size * 0.75, y + size / 2)
  },
  plus: (path, { x, y, size }) => {
    path.moveTo(x + size * 0.22, y + size / 2)
    path.lineTo(x + size * 0.78, y + size / 2)
    path.moveTo(x + size / 2, y + size * 0.22)
    path.lineTo(x + size / 2, y + size * 0.78)
  },
  corner: (path, { x, y, size }) => {
    path.moveTo(x + size * 0.3, y + size * 0.75)
    path.lineTo(x + size * 0.3, y + size * 0.3)
    path.lineTo(x + size * 0.75, y + size * 0.3)
  },
}

/** Draws hosts as squares. Coordinates are turned into whole pixels of the screen, so that edges stay sharp at any ratio. */
export class MapPainter {
  private readonly context: Brush
  private readonly layout: MapLayout
  private readonly palette: Palette
  private readonly ratio: number

  constructor(context: Brush, layout: MapLayout, palette: Palette, ratio: number) {
    this.context = context
    this.layout = layout
    this.palette = palette
    this.ratio = ratio
  }

  /** Draws every host anew. */
  all(fill: Fill): void {
    const { context, layout, ratio } = this
    context.clearRect(0, 0, Math.ceil(layout.width * ratio), Math.ceil(layout.height * ratio))
    const byLook = fill.looks.map((): number[] => [])
    for (const [host, look] of fill.of.entries()) byLook[look]?.push(host)
    for (const [look, hosts] of byLook.entries()) this.draw(fill, look, hosts)
  }

  /** Draws these hosts anew, and touches no other. */
  some(fill: Fill, hosts: readonly number[]): void {
    for (const host of hosts) {
      const { x, y, size } = this.square(host)
      this.context.clearRect(x, y, size, size)
      this.draw(fill, fill.of[host] ?? 0, [host])
    }
  }

  private square(host: number): Square {
    const { layout, ratio } = this
    return {
      x: Math.round((layout.xs[host] ?? 0) * ratio),
      y: Math.round((layout.ys[host] ?? 0) * ratio),
      size: Math.max(1, Math.floor(layout.size * ratio)),
    }
  }

  /** All of one look at a time: a canvas changes its colour slowly, and draws one path of many squares fast. */
  private draw(fill: Fill, look: number, hosts: readonly number[]): void {
    const { context, palette, layout } = this
    if (hosts.length === 0) return
    const drawn = layout.size >= LEAST_FOR_GLYPH ? (fill.looks[look]?.glyph ?? 'none') : 'none'
    const colour = palette.looks[look] ?? palette.ground
    if (drawn === 'hollow') {
      this.hollow(colour, hosts)
      return
    }
    context.fillStyle = colour
    for (const host of hosts) {
      const { x, y, size } = this.square(host)
      context.fillRect(x, y, size, size)
    }
    if (drawn === 'none') return
    context.strokeStyle = palette.ground
    context.lineWidth = Math.max(1, layout.size * this.ratio * 0.14)
    context.beginPath()
    for (const host of hosts) GLYPHS[drawn](context, this.square(host))
    context.stroke()
  }

  private hollow(colour: string, hosts: readonly number[]): void {
    const line = Math.max(1, Math.round(this.layout.size * this.ratio * 0.16))
    this.context.strokeStyle = colour
    this.context.lineWidth = line
    for (const host of hosts) {
      const { x, y, size } = this.square(host)
      this.context.strokeRect(x + line / 2, y + line / 2, size - line, size - line)
    }
  }
}
