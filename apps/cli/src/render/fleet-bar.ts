import type { HostState } from '@goherd/model'
import type { FleetStatus } from '@goherd/protocol'
import { stateTone } from './host-state-mark.js'
import type { Palette } from './palette.js'

type Counts = FleetStatus['hosts']

/** Which count is of which state. */
export const COUNT_OF: Readonly<Record<HostState, keyof Counts>> = {
  'in-sync': 'inSync',
  updating: 'updating',
  drifted: 'drifted',
  failed: 'failed',
  offline: 'offline',
  unmanaged: 'unmanaged',
}

/** From what is as it should be to what nobody manages. */
export const STATE_ORDER: readonly HostState[] = [
  'in-sync',
  'updating',
  'drifted',
  'failed',
  'offline',
  'unmanaged',
]

/** Told apart without colours too. */
const CELLS: Readonly<Record<HostState, string>> = {
  'in-sync': '█',
  updating: '▓',
  drifted: '▒',
  failed: '╳',
  offline: '░',
  unmanaged: '·',
}

/** How many cells each state gets: one at least where there is a host of it; the most frequent one takes what is left. */
export function barCells(counts: Counts, width: number): Record<HostState, number> {
  const of = (state: HostState) => counts[COUNT_OF[state]]
  const cells: Record<HostState, number> = {
    'in-sync': 0,
    updating: 0,
    drifted: 0,
    failed: 0,
    offline: 0,
    unmanaged: 0,
  }
  if (counts.total === 0) return cells
  const most = STATE_ORDER.reduce((a, b) => (of(b) > of(a) ? b : a))
  let left = width
  for (const state of STATE_ORDER) {
    if (state === most || of(state) === 0) continue
    cells[state] = Math.max(1, Math.floor((of(state) / counts.total) * width))
    left -= cells[state]
  }
  cells[most] = Math.max(1, left)
  return cells
}

/** All hosts as one bar, by state. */
export function fleetBar(counts: Counts, palette: Palette, width: number): string {
  const cells = barCells(counts, width)
  return STATE_ORDER.map((state) => stateTone(state, palette)(CELLS[state].repeat(cells[state]))).join('')
}

/** What the parts of the bar mean: `█ 9812 in-sync`, `▒ 143 drifted`. */
export function fleetLegend(counts: Counts, palette: Palette): string[] {
  return STATE_ORDER.filter((state) => counts[COUNT_OF[state]] > 0).map((state) =>
    stateTone(state, palette)(`${CELLS[state]} ${counts[COUNT_OF[state]]} ${state}`),
  )
}
