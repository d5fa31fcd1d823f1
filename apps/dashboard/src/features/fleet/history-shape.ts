import type { FleetSample } from '@goherd/protocol'

/** What is drawn of each moment, from the bottom up: the worst lies on the ground, where it is compared best. */
export const BANDS = ['failed', 'drifted', 'offline', 'updating'] as const
export type Band = (typeof BANDS)[number]

/** How far back the chart can look, in hours, with its name. */
export const SPANS = [
  { hours: 24, word: '24 h' },
  { hours: 168, word: '7 d' },
  { hours: 720, word: '30 d' },
] as const

/** One band as a closed outline, in the units of the drawing. */
export interface BandShape {
  readonly band: Band
  readonly path: string
}

export interface HistoryShape {
  readonly bands: readonly BandShape[]
  /** The top of the scale, in hosts: a round number, and never 0. */
  readonly top: number
  /** The place of each sample from the left. */
  readonly xs: readonly number[]
}

export interface Extent {
  readonly width: number
  readonly height: number
}

/** The next number of the kind 1, 2, 5, 10 that is not smaller. */
export function roundUp(amount: number): number {
  if (amount <= 1) return 1
  const power = 10 ** Math.floor(Math.log10(amount))
  const step = [1, 2, 5, 10].find((factor) => factor * power >= amount) ?? 10
  return step * power
}

/** Hosts that are not as they should be, at one moment. */
export function troubled(sample: FleetSample): number {
  return BANDS.reduce((sum, band) => sum + sample[band], 0)
}

const short = (value: number) => Number(value.toFixed(1))

/** Samples as stacked bands, from `from` to `to` (milliseconds since 1970). */
export function shapeHistory(
  samples: readonly FleetSample[],
  { from, to }: { readonly from: number; readonly to: number },
  { width, height }: Extent,
): HistoryShape {
  const top = roundUp(Math.max(0, ...samples.map(troubled)))
  const xs = samples.map(({ at }) => short(((Date.parse(at) - from) / (to - from)) * width))
  const y = (hosts: number) => short(height - (hosts / top) * height)
  let floor = samples.map(() => 0)
  const bands = BANDS.map((band): BandShape => {
    const ceiling = samples.map((sample, index) => (floor[index] ?? 0) + sample[band])
    const above = xs.map((x, index) => `${x} ${y(ceiling[index] ?? 0)}`)
    const below = xs.map((x, index) => `${x} ${y(floor[index] ?? 0)}`).toReversed()
    floor = ceiling
    return { band, path: above.length === 0 ? '' : `M${[...above, ...below].join('L')}Z` }
  })
  return { bands, top, xs }
}

/** The sample that is nearest to a place from the left; -1 without samples. Places are in order. */
export function nearestSample(xs: readonly number[], x: number): number {
  let nearest = -1
  for (const [index, at] of xs.entries())
    if (nearest === -1 || Math.abs(at - x) <= Math.abs((xs[nearest] ?? 0) - x)) nearest = index
  return nearest
}

/** At most so many of the samples for reading, evenly, the newest first and always there. */
export function forReading(samples: readonly FleetSample[], most: number): FleetSample[] {
  const step = Math.max(1, Math.ceil(samples.length / most))
  return samples.toReversed().filter((_, index) => index % step === 0)
}
