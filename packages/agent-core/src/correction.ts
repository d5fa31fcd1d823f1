import { compare, type Drift, describeDrift, type ObservedState, ofManagedGo } from '@goherd/model'
import type { Stamp } from './events.js'
import { isHeldBack } from './hold.js'
import { type Correction, type CorrectionStand, isAhead, mendingOf } from './memory.js'
import { type AgentState, remember, type Step, stay } from './state.js'
import { note } from './timeline.js'

/*
 * Where a group asks for it, a host puts drift right by itself. There is no second mechanism for that: while drift is mended, the
 * assignment that was reached once is unfinished again, and what takes a host to an assignment does the rest. Here is only decided
 * when, so that two tools that want different things of one host do not fight at every heartbeat.
 */

const HOUR_MS = 3_600_000
const CALM: CorrectionStand = { kind: 'calm' }

/**
 * Takes in what a fresh look found: begins to put drift right, waits where the same came back soon after, stops where it came back too
 * often, and leaves everything as it is while the host is held. What lies around the managed Go is not its to touch.
 */
export function considerDrift(state: AgentState, stamp: Stamp, observed: ObservedState): Step {
  const { accepted } = state.memory
  if (accepted?.desired.policy?.drift !== 'correct' || isAhead(state.memory)) return stay(state)
  if (isHeldBack(state, stamp.at)) return stay(interrupted(state))
  const drift = ofManagedGo(compare(accepted.desired, observed, { reached: true }))
  const known = state.memory.correction ?? { epoch: accepted.epoch, recent: [], stand: CALM }
  return drift.length === 0 ? withoutDrift(state, stamp, known) : withDrift(state, stamp, known, drift)
}

/** The state once drift was put right, or is gone; a wait for builds goes with it. */
export function settled(state: AgentState): AgentState {
  const { correction } = state.memory
  return mendingOf(state.memory) === null || correction === null
    ? state
    : remember(state, { correction: { ...correction, stand: CALM }, drain: null })
}

/** Somebody holds the host in the middle of it: it does not count, and begins anew when the lock ends. */
function interrupted(state: AgentState): AgentState {
  const { correction } = state.memory
  if (mendingOf(state.memory) === null || correction === null) return state
  const recent = correction.recent.slice(0, -1)
  return remember(state, { correction: { ...correction, recent, stand: CALM }, drain: null })
}

function withoutDrift(state: AgentState, stamp: Stamp, known: Correction): Step {
  const { stand } = known
  switch (stand.kind) {
    case 'calm':
    // Something of it may be left to check: the change that is under way says when it is over.
    case 'mending':
      return stay(state)
    case 'pausing':
      return stay(stands(state, known, CALM))
    case 'stopped': {
      const { calmSince } = stand
      if (calmSince === null || calmSince > stamp.at)
        return stay(stands(state, known, { kind: 'stopped', calmSince: stamp.at }))
      if (stamp.at - calmSince < HOUR_MS) return stay(state)
      const message = 'has stood as assigned for an hour: from now on drift is put right again'
      return note(remember(state, { correction: null }), stamp, { kind: 'drift', message })
    }
  }
}

function withDrift(state: AgentState, stamp: Stamp, known: Correction, drift: readonly Drift[]): Step {
  const { stand } = known
  const found = sentence(drift)
  switch (stand.kind) {
    case 'mending':
      return stay(stand.found === found ? state : stands(state, known, { kind: 'mending', found }))
    case 'stopped':
      return stay(
        stand.calmSince === null ? state : stands(state, known, { kind: 'stopped', calmSince: null }),
      )
    case 'calm':
    case 'pausing':
      return mendOrWait(state, stamp, known, drift)
  }
}

function mendOrWait(state: AgentState, stamp: Stamp, known: Correction, drift: readonly Drift[]): Step {
  const { correctionPauseMs, correctionsAnHour } = state.config
  const { at } = stamp
  const kinds = [...new Set(drift.map(({ kind }) => kind))]
  // What lies ahead was written under another clock.
  const recent = known.recent.filter((one) => one.at <= at && at - one.at < HOUR_MS)
  const same = recent.filter((one) => one.kinds.some((kind) => kinds.includes(kind)))
  if (same.length >= correctionsAnHour) return stop(state, stamp, { ...known, recent }, drift)
  const last = same.at(-1)
  const until = last === undefined ? at : last.at + correctionPauseMs * 2 ** (same.length - 1)
  const found = sentence(drift)
  if (at >= until) {
    const begun: Correction = { ...known, recent: [...recent, { kinds, at }] }
    return stay(stands(state, begun, { kind: 'mending', found }))
  }
  const { stand } = known
  if (stand.kind === 'pausing' && stand.until === until) return stay(state)
  const message = `came back after it was put right ${times(same.length)} within the hour, and is put right again in ${seconds(until - at)}: ${found}`
  return note(stands(state, known, { kind: 'pausing', until }), stamp, { kind: 'drift', message })
}

function stop(state: AgentState, stamp: Stamp, known: Correction, drift: readonly Drift[]): Step {
  const message = `came back after it was put right ${times(state.config.correctionsAnHour)} within the hour; from now on it is only reported: ${sentence(drift)}`
  const hint =
    'Find out who or what changes this host, and end that or give the group what it wants. Drift is put right again after the next assignment, or once the host has stood as assigned for an hour.'
  return note(stands(state, known, { kind: 'stopped', calmSince: null }), stamp, {
    kind: 'failed',
    message,
    error: { code: 'drift_comes_back', message, hint },
  })
}

function stands(state: AgentState, known: Correction, stand: CorrectionStand): AgentState {
  return remember(state, { correction: { ...known, stand } })
}

function sentence(drift: readonly Drift[]): string {
  return drift.map(describeDrift).join('; ').slice(0, 500)
}

function times(count: number): string {
  return count === 1 ? 'once' : `${count} times`
}

function seconds(ms: number): string {
  return `${Math.ceil(ms / 1000)} s`
}
