import { type ObservedState, observedRelease } from '@goherd/model'
import { isDue } from './backoff.js'
import type { Stamp } from './events.js'
import { holds } from './hold.js'
import { planRetention } from './retention.js'
import { type AgentState, remember, type Step, startWork } from './state.js'

const HOUR_MS = 3_600_000

/** Nothing is wanted of this host that it is not: looks that were asked for or are due, then room on the disk, then rest. */
export function upkeep(state: AgentState, stamp: Stamp, observed: ObservedState): Step {
  const release = observedRelease(observed)
  const { nextVerifyAt, checked } = state.memory
  // The time is drawn up to a tenth later than the interval.
  const dueDaily = nextVerifyAt !== null && isDue(stamp.at, nextVerifyAt, state.config.verifyEveryMs * 2)
  if (release !== null && (state.wishes.recheck === 'bytes' || dueDaily)) {
    return startWork(unasked(state), { kind: 'verify-bytes', release }, (work) => ({
      kind: 'verifying',
      work,
      release,
      change: null,
    }))
  }
  const asked = state.wishes.recheck === 'none' ? state : told(state)
  if (release !== null && checked?.release !== release) {
    return startWork(asked, { kind: 'probe', release }, (work) => ({
      kind: 'checking',
      work,
      release,
      change: null,
    }))
  }
  const occasion = release === null ? null : snapshotDue(asked, stamp)
  if (occasion !== null) {
    return startWork(asked, { kind: 'snapshot', reason: occasion, manual: false }, (work) => ({
      kind: 'snapshotting',
      work,
      change: null,
      requestId: '',
    }))
  }
  // A held host keeps its disk as it is.
  if (asked.wishes.tidy && !holds(state.memory.hold, stamp.at)) return tidy(asked, observed)
  return { state: { ...asked, activity: { kind: 'idle' } }, effects: [] }
}

function unasked(state: AgentState): AgentState {
  return { ...state, wishes: { ...state.wishes, recheck: 'none' } }
}

/** The look that was asked for is taken; its answer is reported even if nothing changed. */
function told(state: AgentState): AgentState {
  return { ...unasked(state), outbox: { ...state.outbox, due: true } }
}

/** Why a snapshot is due without a change, or null. */
function snapshotDue({ memory, config }: AgentState, { at }: Stamp): string | null {
  if (memory.changes >= config.snapshotEveryChanges) return `after ${config.snapshotEveryChanges} changes`
  const { nextSnapshotAt } = memory
  return nextSnapshotAt !== null && isDue(at, nextSnapshotAt, config.snapshotEveryMs) ? 'daily' : null
}

/** A snapshot for its own sake was taken, by itself or by hand: when the next one is due. */
export function snapshotTaken(state: AgentState, stamp: Stamp, manual: boolean): AgentState {
  if (manual) return state
  const { snapshotEveryChanges, snapshotEveryMs } = state.config
  if (state.memory.changes >= snapshotEveryChanges) return remember(state, { changes: 0 })
  return remember(state, { nextSnapshotAt: stamp.at + snapshotEveryMs })
}

/** It could not be taken: it is due again in an hour, not at the next heartbeat. */
export function snapshotFailed(state: AgentState, stamp: Stamp): AgentState {
  return remember(state, { changes: 0, nextSnapshotAt: stamp.at + HOUR_MS })
}

function tidy(state: AgentState, observed: ObservedState): Step {
  const rest: AgentState = { ...state, wishes: { ...state.wishes, tidy: false } }
  const { accepted } = state.memory
  const room = accepted?.desired.policy?.keep ?? state.config.keepReleases
  const { keep, remove } = planRetention(observed, accepted?.desired.release ?? null, room)
  if (remove.length === 0) return { state: { ...rest, activity: { kind: 'idle' } }, effects: [] }
  const spared = keep.map(({ release }) => release.release)
  return startWork(rest, { kind: 'remove', keep: spared }, (work) => ({ kind: 'removing', work }))
}
