import type { Failure, HostEvent } from '@goherd/protocol'
import type { Stamp } from './events.js'
import { isoTime } from './iso-time.js'
import { type AgentState, remember, type Step } from './state.js'

/** How many unacknowledged events an agent keeps. */
export const MAX_EVENTS = 200

/** What is never dropped to make room. */
const LASTING: ReadonlySet<HostEvent['kind']> = new Set(['failed', 'switched-back'])

/** One line for the timeline; the epoch is the newest accepted one unless given. */
export interface Note {
  readonly kind: HostEvent['kind']
  readonly message: string
  readonly epoch?: number | undefined
  readonly release?: string | undefined
  readonly durationMs?: number | undefined
  readonly error?: Failure | undefined
}

/** Adds an event to the timeline and to the log. */
export function note(state: AgentState, stamp: Stamp, line: Note): Step {
  const event: HostEvent = {
    id: `${state.run}-${state.nextEvent}`,
    at: isoTime(stamp.at),
    kind: line.kind,
    epoch: line.epoch ?? state.memory.accepted?.epoch ?? 0,
    message: line.message.slice(0, 1000),
    ...(line.release === undefined ? {} : { release: line.release }),
    ...(line.durationMs === undefined ? {} : { durationMs: Math.max(0, line.durationMs) }),
    ...(line.error === undefined ? {} : { error: line.error }),
  }
  return {
    state: remember(
      { ...state, nextEvent: state.nextEvent + 1 },
      { events: appendEvent(state.memory.events, event) },
    ),
    effects: [{ kind: 'log-event', event }],
  }
}

/**
 * The events with one more, bounded: the oldest that is neither a failure nor a switch back makes room. Of the same failure
 * repeated in one epoch the first and the latest are kept, so that a host that fails for days offline stays within the bound.
 */
export function appendEvent(events: readonly HostEvent[], event: HostEvent): readonly HostEvent[] {
  const kept = LASTING.has(event.kind) ? withoutRepeat(events, event) : events
  const all = [...kept, event]
  if (all.length <= MAX_EVENTS) return all
  const oldest = all.findIndex((candidate) => !LASTING.has(candidate.kind))
  return all.filter((_, index) => index !== Math.max(oldest, 0))
}

function withoutRepeat(events: readonly HostEvent[], event: HostEvent): readonly HostEvent[] {
  const same = events.filter(
    (e) => e.kind === event.kind && e.epoch === event.epoch && e.error?.code === event.error?.code,
  )
  const latest = same.length >= 2 ? same.at(-1) : undefined
  return latest === undefined ? events : events.filter((e) => e !== latest)
}
