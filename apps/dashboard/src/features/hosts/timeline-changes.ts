import type { HostEvent } from '@goherd/protocol'

/** The steps of a change, in the order they are done. */
export const STEPS = ['download', 'hash', 'unpack', 'settings', 'snapshot', 'switch', 'check'] as const
export type StepKind = (typeof STEPS)[number]

/** How a change ended, or that it did not yet. */
export type ChangeOutcome = 'converged' | 'failed' | 'switched-back' | 'running' | 'superseded'

/** What a change did, from its assignment to its end, its events oldest first. */
export interface Change {
  readonly kind: 'change'
  readonly id: string
  readonly epoch: number
  readonly release: string | undefined
  readonly outcome: ChangeOutcome
  readonly events: readonly HostEvent[]
  /** The steps that took time, in their order, with how much, in milliseconds. */
  readonly steps: readonly { readonly step: StepKind; readonly durationMs: number }[]
  /** When it began. */
  readonly at: string
}

export type TimelineEntry = Change | { readonly kind: 'event'; readonly event: HostEvent }

type Part = 'step' | 'end' | 'beside'

const PARTS: Readonly<Record<HostEvent['kind'], Part>> = {
  assigned: 'step',
  download: 'step',
  hash: 'step',
  unpack: 'step',
  settings: 'step',
  snapshot: 'step',
  switch: 'step',
  check: 'step',
  drain: 'step',
  converged: 'end',
  failed: 'end',
  'switched-back': 'end',
  drift: 'beside',
  verify: 'beside',
  removed: 'beside',
  started: 'beside',
  hold: 'beside',
  agent: 'beside',
}

interface Open {
  readonly epoch: number
  readonly events: HostEvent[]
}

/**
 * A host's events as changes, each from its assignment to its end, and what happened beside them; the newest first. What is tried
 * again after an end is another change.
 * @param events newest first, as the server gives them; kinds of later agents stand beside
 */
export function toTimeline(events: readonly HostEvent[]): TimelineEntry[] {
  const entries: (Open | HostEvent)[] = []
  let open: Open | undefined
  for (const event of inOrder(events)) {
    const part = PARTS[event.kind] ?? 'beside'
    if (part === 'beside') {
      entries.push(event)
      continue
    }
    const goesOn: boolean =
      open !== undefined && open.epoch === event.epoch && event.kind !== 'assigned' && canGoOn(open, part)
    if (open === undefined || !goesOn) {
      open = { epoch: event.epoch, events: [] }
      entries.push(open)
    }
    open.events.push(event)
  }
  return entries
    .map((entry): TimelineEntry => {
      if (!('events' in entry)) return { kind: 'event', event: entry }
      return toChange(entry, entry === open)
    })
    .reverse()
}

/** An end may be told in two events, as `switched-back` and `failed` are; a step after an end begins another change. */
function canGoOn({ events }: Open, part: Part): boolean {
  const last = events.at(-1)
  return last === undefined || PARTS[last.kind] !== 'end' || part === 'end'
}

/** Oldest first. Events of one moment come newest first, as all of them do. */
function inOrder(events: readonly HostEvent[]): HostEvent[] {
  return events.toReversed().toSorted((a, b) => Date.parse(a.at) - Date.parse(b.at))
}

function toChange({ epoch, events }: Open, isNewest: boolean): Change {
  const [first] = events
  return {
    kind: 'change',
    id: first?.id ?? String(epoch),
    epoch,
    release: events.findLast(({ release }) => release !== undefined)?.release,
    outcome: outcomeOf(events, isNewest),
    events,
    steps: STEPS.flatMap((step) => {
      const durationMs = events.reduce(
        (sum, event) => sum + (event.kind === step ? (event.durationMs ?? 0) : 0),
        0,
      )
      return durationMs > 0 ? [{ step, durationMs }] : []
    }),
    at: first?.at ?? '',
  }
}

function outcomeOf(events: readonly HostEvent[], isNewest: boolean): ChangeOutcome {
  const kinds = new Set(events.map(({ kind }) => kind))
  if (kinds.has('switched-back')) return 'switched-back'
  if (kinds.has('failed')) return 'failed'
  if (kinds.has('converged')) return 'converged'
  return isNewest ? 'running' : 'superseded'
}
