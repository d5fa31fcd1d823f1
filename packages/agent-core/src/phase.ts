import type { Phase } from '@goherd/protocol'
import { type Change, changeOf } from './activity.js'
import { isoTime } from './iso-time.js'
import { isPending } from './memory.js'
import type { AgentState } from './state.js'

/** What the agent does, in the words of the wire. A mere look at the disk does not show. */
export function phaseOf(state: AgentState): Phase {
  const { activity } = state
  const release = changeOf(activity)?.target.release
  switch (activity.kind) {
    case 'installing':
      return {
        kind: activity.stage,
        release: activity.change.target.release,
        done: activity.done,
        total: activity.total,
      }
    case 'verifying':
    case 'checking':
      return release === undefined ? restingPhase(state) : { kind: 'checking', release }
    case 'counting':
      if (activity.builds === null) return { kind: 'switching', release: activity.change.target.release }
      return drainingPhase(activity.change, activity.builds, state.memory.drain?.until)
    case 'draining':
      return drainingPhase(activity.change, activity.builds, activity.until)
    case 'snapshotting':
      return release === undefined ? restingPhase(state) : { kind: 'switching', release }
    case 'configuring':
    case 'switching':
    case 'switching-back':
      return { kind: 'switching', ...(release === undefined ? {} : { release }) }
    case 'waiting':
      return activity.wait.kind === 'backoff'
        ? { kind: 'failed', error: activity.wait.error, retryAt: isoTime(activity.wait.until) }
        : { kind: 'waiting' }
    case 'starting':
    case 'observing':
    case 'idle':
    case 'removing':
    case 'uninstalling':
      return restingPhase(state)
  }
}

function drainingPhase(change: Change, builds: number, until: number | undefined): Phase {
  const { release } = change.target
  return { kind: 'draining', release, builds, ...(until === undefined ? {} : { until: isoTime(until) }) }
}

function restingPhase({ memory }: AgentState): Phase {
  const { failure, accepted } = memory
  if (
    failure !== null &&
    (failure.epoch === null || (isPending(memory) && failure.epoch === accepted?.epoch))
  ) {
    return { kind: 'failed', error: failure.error, retryAt: isoTime(failure.retryAt) }
  }
  if (memory.hold !== null) return { kind: 'held', until: memory.hold.until }
  return { kind: isPending(memory) ? 'waiting' : 'idle' }
}

/** The phases that last: entering one is worth a report of its own, passing through another is not. */
export function lasts(phase: Phase): boolean {
  switch (phase.kind) {
    case 'idle':
    case 'failed':
    case 'downloading':
    case 'unpacking':
    case 'held':
    case 'draining':
      return true
    case 'waiting':
    case 'switching':
    case 'checking':
      return false
  }
}
