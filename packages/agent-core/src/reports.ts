import type { ObservedState } from '@goherd/model'
import type { HostEvent, HostReport } from '@goherd/protocol'
import { fullJitter } from './backoff.js'
import type { Happening, Stamp } from './events.js'
import { fitReport } from './fit-report.js'
import { isoTime } from './iso-time.js'
import type { Outbox } from './outbox.js'
import { lasts, phaseOf } from './phase.js'
import { type AgentState, remember, type Step, stay } from './state.js'

/*
 * Reports. At most one is on its way. While it is, what changes is not queued: when its answer comes, the state of that moment
 * is sent under the next sequence number. Events are different: each is resent until a report that carried it is committed.
 */

const MAX_EVENTS_IN_REPORT = 50
const RESEND = { baseMs: 1_000, capMs: 60_000 }
/** How long the history of an emergency may follow its proof, in milliseconds: every host has its own moment in it. */
const HISTORY_MS = { first: 1_000, last: 6_000 }

/** Sends a report when there is something to say, somebody to say it to, and none on its way. */
export function flush(state: AgentState, stamp: Stamp): Step {
  const { outbox, observed } = state
  const blocked = outbox.blockedUntil !== null && stamp.at < outbox.blockedUntil
  if (!outbox.connected || outbox.sent !== null || blocked || observed === null) return stay(state)
  // What was seen before is about to be out of date; a report now would pair a new phase with an old look.
  if (state.activity.kind === 'observing') return stay(state)
  if (!outbox.fresh && !outbox.due && !hasNews(state, stamp)) return stay(state)
  const seq = state.memory.seq + 1
  const proved = provedInEmergency(state)
  const report = compose(proved === null ? state : withoutHistory(state), stamp, seq, observed)
  const historyAt = proved === null ? null : historyMoment(stamp)
  const sent = { seq, first: outbox.fresh, events: report.events.map((e) => e.id) }
  const told = { key: keyOf(state), observed, lastEvent: lastEventOf(state) }
  return {
    state: {
      ...remember(state, { seq }),
      outbox: {
        ...{ ...outbox, fresh: false, due: false, sent, told, blockedUntil: null, reportedAt: stamp.at },
        ...{ historyAt, ahead: proved ?? outbox.ahead },
      },
    },
    effects: [
      { kind: 'report', report, first: outbox.fresh },
      ...(historyAt === null ? [] : [{ kind: 'set-timer', timer: 'report', at: historyAt } as const]),
    ],
  }
}

/**
 * The epoch of an emergency that this host has just reached and not told of: then the proof goes ahead, because a whole fleet proves
 * at once and somebody waits for the last one. What happened on the way, several times as much to store, follows in a moment.
 */
function provedInEmergency(state: AgentState): number | null {
  const { accepted, reachedEpoch } = state.memory
  const isThere = accepted?.urgent === true && reachedEpoch === accepted.epoch
  if (!isThere || phaseOf(state).kind !== 'idle' || state.observed?.proof === null) return null
  return state.outbox.ahead === reachedEpoch ? null : reachedEpoch
}

function withoutHistory(state: AgentState): AgentState {
  return { ...state, memory: { ...state.memory, events: [] } }
}

function historyMoment({ at, random }: Stamp): number {
  return at + HISTORY_MS.first + Math.floor(random * (HISTORY_MS.last - HISTORY_MS.first))
}

function hasNews(state: AgentState, stamp: Stamp): boolean {
  const { told, reportedAt, historyAt } = state.outbox
  if (historyAt !== null && stamp.at >= historyAt) return true
  if (told === null || stamp.at - reportedAt >= state.config.reportEveryMs) return true
  if (!lasts(phaseOf(state))) return false
  const lastEvent = lastEventOf(state)
  const newEvent = lastEvent !== null && lastEvent !== told.lastEvent
  return newEvent || told.key !== keyOf(state) || told.observed !== state.observed
}

function keyOf(state: AgentState): string {
  const { kind, release, error, retryAt, until } = phaseOf(state)
  const moving = kind === 'downloading' || kind === 'unpacking'
  return [
    state.memory.accepted?.epoch ?? 0,
    moving ? 'installing' : kind,
    release,
    error?.code,
    retryAt,
    until,
    state.memory.hold?.until,
    state.memory.hold?.reason,
  ].join('|')
}

function lastEventOf(state: AgentState): string | null {
  return state.memory.events.at(-1)?.id ?? null
}

function compose(state: AgentState, stamp: Stamp, seq: number, observed: ObservedState): HostReport {
  return fitReport({
    seq,
    epoch: state.memory.accepted?.epoch ?? 0,
    at: isoTime(stamp.at),
    observed,
    phase: phaseOf(state),
    ...(state.memory.hold === null ? {} : { maintenance: state.memory.hold }),
    events: state.memory.events.slice(0, MAX_EVENTS_IN_REPORT),
  })
}

/** The server's answer to the report on its way. Answers to earlier reports change nothing. */
export function onReportAnswered(
  state: AgentState,
  event: Extract<Happening, { kind: 'report-answered' }> & Stamp,
): Step {
  const { sent } = state.outbox
  if (sent === null || event.seq < sent.seq) return stay(state)
  if (event.answer === 'committed') return stay(committed(state))
  if (event.seq !== sent.seq) return stay(state)
  const failures = state.outbox.failures + 1
  const wait = Math.max(event.retryAfterMs ?? 0, fullJitter(RESEND, failures, event.random))
  const blockedUntil = event.at + wait
  const outbox: Outbox = {
    ...state.outbox,
    sent: null,
    told: null,
    fresh: state.outbox.fresh || sent.first,
    due: true,
    failures,
    blockedUntil,
  }
  return { state: { ...state, outbox }, effects: [{ kind: 'set-timer', timer: 'report', at: blockedUntil }] }
}

function committed(state: AgentState): AgentState {
  const done = new Set(state.outbox.sent?.events ?? [])
  const events = state.memory.events.filter((e: HostEvent) => !done.has(e.id))
  const rest = events.length < state.memory.events.length ? remember(state, { events }) : state
  const due = state.outbox.due || (done.size >= MAX_EVENTS_IN_REPORT && events.length > 0)
  return { ...rest, outbox: { ...state.outbox, sent: null, failures: 0, due } }
}

/** A connection is open. `lastSeq` tells what became of the report that was on its way when the last one ended. */
export function onConnected(state: AgentState, lastSeq: number): AgentState {
  const { sent } = state.outbox
  const known = sent !== null && lastSeq >= sent.seq ? committed(state) : state
  const seq = Math.max(known.memory.seq, lastSeq)
  const outbox: Outbox = {
    ...known.outbox,
    connected: true,
    fresh: true,
    sent: null,
    told: null,
    blockedUntil: null,
  }
  return { ...(seq === known.memory.seq ? known : remember(known, { seq })), outbox }
}

/** The connection is gone. */
export function onDisconnected(state: AgentState): AgentState {
  return { ...state, outbox: { ...state.outbox, connected: false, fresh: false } }
}
