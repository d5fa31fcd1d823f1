import type { HostState } from '@goherd/model'
import type { Palette } from './palette.js'

interface Mark {
  readonly icon: string
  readonly tone: keyof Palette
}

const MARKS: Readonly<Record<HostState, Mark>> = {
  'in-sync': { icon: '✓', tone: 'good' },
  updating: { icon: '↻', tone: 'busy' },
  drifted: { icon: '≠', tone: 'attention' },
  failed: { icon: '✗', tone: 'bad' },
  offline: { icon: '○', tone: 'quiet' },
  unmanaged: { icon: '–', tone: 'quiet' },
}

/** Icon and word of a host's state, as everywhere. */
export function stateMark(state: HostState): string {
  return `${MARKS[state].icon} ${state}`
}

/** The colour that goes with it. */
export function stateTone(state: HostState, palette: Palette): (text: string) => string {
  return palette[MARKS[state].tone]
}
