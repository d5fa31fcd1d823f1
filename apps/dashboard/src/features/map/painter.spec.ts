import { describe, expect, it } from 'vitest'
import { readMap } from '../../live/map-model'
import { aHost } from '../../testing/sample-fleet'
import { aFleetMap } from '../../testing/sample-map'
import { fillHosts } from './fills'
import { layoutMap } from './layout'
import { type Brush, MapPainter } from './painter'

const STATES = ['in-sync', 'drifted', 'failed', 'offline', 'updating', 'unmanaged'] as const
const hosts = (amount: number) =>
  Array.from({ length: amount }, (_, n) => aHost({ name: `h${n}`, state: STATES[n % STATES.length] }))

interface Call {
  readonly what: string
  readonly args: readonly number[]
  readonly style: string
}

/** Notes what is asked of a canvas, which there is none of outside a browser. */
class Recorder implements Brush {
  readonly calls: Call[] = []
  fillStyle = ''
  strokeStyle = ''
  lineWidth = 0
  readonly clearRect = (...args: number[]) => this.note('clearRect', args, '')
  readonly fillRect = (...args: number[]) => this.note('fillRect', args, this.fillStyle)
  readonly strokeRect = (...args: number[]) => this.note('strokeRect', args, this.strokeStyle)
  readonly beginPath = () => {}
  readonly moveTo = () => {}
  readonly lineTo = () => {}
  readonly arc = () => {}
  readonly stroke = () => this.note('stroke', [], this.strokeStyle)

  private note(what: string, args: readonly number[], style: string): void {
    this.calls.push({ what, args, style })
  }
}

function painted(amount: number, ratio: number, some?: readonly number[]) {
  const fill = fillHosts(readMap(aFleetMap(hosts(amount))), 'state', new Map())
  const layout = layoutMap({
    ...{ of: new Int32Array(amount), groups: 1, headings: false, width: 600, height: 300 },
  })
  const brush = new Recorder()
  const palette = { looks: fill.looks.map(({ colour }) => colour), ground: 'ground' }
  const painter = new MapPainter(brush, layout, palette, ratio)
  if (some) painter.some(fill, some)
  else painter.all(fill)
  const { calls } = brush
  const squares = calls.filter(({ what }) => what === 'fillRect' || what === 'strokeRect')
  return { calls, squares, layout, fill }
}

describe('the painter', () => {
  it('draws every host once, in the colour of its look', () => {
    const { squares, fill } = painted(600, 1)
    expect(squares).toHaveLength(600)
    for (const [place, { colour }] of fill.looks.entries())
      expect(squares.filter(({ style }) => style === colour)).toHaveLength(
        [...fill.of].filter((look) => look === place).length,
      )
  })

  it('draws what changed, and touches nothing else', () => {
    const { calls, squares, layout } = painted(600, 2, [7, 61])
    expect(squares).toHaveLength(2)
    const cleared = calls.filter(({ what }) => what === 'clearRect').map(({ args }) => args)
    expect(cleared).toEqual(
      [7, 61].map((host) => [
        Math.round((layout.xs[host] ?? 0) * 2),
        Math.round((layout.ys[host] ?? 0) * 2),
        ...[layout.size * 2, layout.size * 2],
      ]),
    )
  })

  it('keeps to whole pixels of the screen at any ratio, and squares apart', () => {
    for (const ratio of [1, 1.25, 1.5, 2, 3]) {
      const { squares, layout } = painted(3_000, ratio)
      const filled = squares.filter(({ what }) => what === 'fillRect').flatMap(({ args }) => args)
      expect(filled.every(Number.isInteger)).toBe(true)
      expect(Math.floor(layout.size * ratio)).toBeLessThan(Math.round(layout.pitch * ratio))
    }
  })

  it('draws glyphs on squares that are large enough, and none on small ones', () => {
    const strokes = (amount: number) =>
      painted(amount, 1).calls.filter(({ what }) => what === 'stroke').length
    expect(strokes(60)).toBeGreaterThan(0)
    expect(strokes(10_000)).toBe(0)
  })
})
