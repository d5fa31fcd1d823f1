import type { DrillView } from '@goherd/protocol'
import { formatDuration } from '../../ui/quantities'

/** Whether a drill is on its way. */
export function isGoing({ state }: Pick<DrillView, 'state'>): boolean {
  return state === 'going-back' || state === 'going-forth'
}

/** How each state of a drill is called. */
export const DRILL_WORDS: Readonly<Record<DrillView['state'], string>> = {
  'going-back': 'Going back',
  'going-forth': 'Going forth again',
  passed: 'Passed',
  failed: 'Failed',
}

/** The times of a drill, those that are known: `1.2 s back, 1.6 s forth`. */
export function describeTimes({ backMs, forthMs }: Pick<DrillView, 'backMs' | 'forthMs'>): string {
  const parts = [
    ...(backMs === null ? [] : [`${formatDuration(backMs)} back`]),
    ...(forthMs === null ? [] : [`${formatDuration(forthMs)} forth`]),
  ]
  return parts.join(', ')
}

/** The days that are typed; null for an empty text, undefined for what is no schedule. */
export function readDays(text: string): number | null | undefined {
  if (text.trim() === '') return null
  const days = Number(text)
  return Number.isInteger(days) && days >= 1 && days <= 365 ? days : undefined
}
