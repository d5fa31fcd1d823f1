import type { WindowSpec } from '@goherd/protocol'
import type { Window } from '@goherd/rollout-engine'

/** A window as the engine takes it. */
export function toWindow({ timeZone, days, from, to }: WindowSpec): Window {
  return { timeZone, days, from: minuteOf(from), to: minuteOf(to) }
}

/** `22:30` as minutes since midnight. */
function minuteOf(clock: string): number {
  const [hours = 0, minutes = 0] = clock.split(':').map(Number)
  return hours * 60 + minutes
}
