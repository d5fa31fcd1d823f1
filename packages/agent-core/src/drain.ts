import type { Activity, Change } from './activity.js'
import { commit } from './commit.js'
import type { Stamp } from './events.js'
import { isUrgent } from './memory.js'
import { phaseOf } from './phase.js'
import { type AgentState, andThen, remember, type Step, startWork } from './state.js'
import { note } from './timeline.js'

/*
 * Before the switch of an assignment a host may let running builds end, where its group asks for that: it counts them, and counts
 * again every two seconds, until there are none or the time is up. The deadline is saved, so a kill does not begin the wait anew.
 */

/** Between two counts, in milliseconds. */
const COUNT_EVERY_MS = 2_000

/** Everything is ready: on to the switch, or first to the builds that still run from the active tree. */
export function beforeSwitch(state: AgentState, change: Change): Step {
  const { release } = change.from
  if (release === null || patienceOf(state, change) === 0) return commit(state, change)
  return count(state, change, release, null)
}

/** How long this change may wait for builds, in milliseconds. */
function patienceOf({ memory }: AgentState, { cause }: Change): number {
  const { accepted } = memory
  if (cause.kind !== 'assignment' || accepted === null || accepted.epoch !== cause.epoch) return 0
  return isUrgent(memory) ? 0 : (accepted.desired.policy?.drainSeconds ?? 0) * 1000
}

function count(state: AgentState, change: Change, release: string, builds: number | null): Step {
  return startWork(state, { kind: 'count-builds', release }, (work) => ({
    kind: 'counting',
    work,
    change,
    builds,
  }))
}

/** The builds were counted: on to the switch when there are none or the time is up, else wait. */
export function counted(state: AgentState, stamp: Stamp, change: Change, builds: number): Step {
  const patience = patienceOf(state, change)
  const epoch = change.cause.kind === 'assignment' ? change.cause.epoch : 0
  const known = state.memory.drain
  const since = known?.epoch === epoch ? Math.min(known.since, stamp.at) : stamp.at
  // A deadline further away than the group allows was saved under another clock.
  const until = Math.min(known?.epoch === epoch ? known.until : Number.POSITIVE_INFINITY, stamp.at + patience)
  if (builds === 0 || stamp.at >= until) return endDrain(state, stamp, change, builds)
  const activity: Activity = { kind: 'draining', change, builds, until }
  const isKnown = known?.epoch === epoch && known.since === since && known.until === until
  const waiting = { ...(isKnown ? state : remember(state, { drain: { epoch, since, until } })), activity }
  const at = Math.min(stamp.at + COUNT_EVERY_MS, until)
  return {
    state: waiting,
    effects: [
      { kind: 'set-timer', timer: 'work', at },
      { kind: 'progress', phase: phaseOf(waiting) },
    ],
  }
}

/** The wait is over, with how long it took; a switch that met no build says nothing. */
function endDrain(state: AgentState, stamp: Stamp, change: Change, builds: number): Step {
  const { drain } = state.memory
  if (drain === null) return commit(state, change)
  const durationMs = Math.max(0, stamp.at - drain.since)
  const seconds = Math.round(durationMs / 1000)
  const message =
    builds === 0
      ? `waited ${seconds} s until the running builds had ended`
      : `waited ${seconds} s; ${builds} ${builds === 1 ? 'build still runs' : 'builds still run'}, and goes on`
  const { release } = change.target
  const noted = note(remember(state, { drain: null }), stamp, { kind: 'drain', message, durationMs, release })
  return andThen(noted, (next) => commit(next, change))
}

/** Builds that cannot be counted are not waited for: the wait would have no end but the last. */
export function cannotCount(state: AgentState, stamp: Stamp, change: Change, why: string): Step {
  const { release } = change.target
  const message = `running builds could not be counted: ${why}`
  const noted = note(remember(state, { drain: null }), stamp, { kind: 'drain', message, release })
  return andThen(noted, (next) => commit(next, change))
}

/** The time between two counts is over. */
export function countAgain(state: AgentState, activity: Extract<Activity, { kind: 'draining' }>): Step {
  const { change, builds } = activity
  return change.from.release === null
    ? commit(state, change)
    : count(state, change, change.from.release, builds)
}
