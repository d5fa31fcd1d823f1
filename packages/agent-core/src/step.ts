import { isCommitted, workOf } from './activity.js'
import { countAgain } from './drain.js'
import type { AgentEvent, Happening, Stamp } from './events.js'
import { acceptLocal, cancelLocal } from './local.js'
import { look } from './look.js'
import { onAssigned } from './on-assigned.js'
import { onHoldChanged, onHoldTimer } from './on-hold.js'
import { onWorkDone } from './on-work-done.js'
import { onWorkFailed } from './on-work-failed.js'
import { phaseOf } from './phase.js'
import { flush, onConnected, onDisconnected, onReportAnswered } from './reports.js'
import { type AgentState, andThen, type Step, stay } from './state.js'
import { note } from './timeline.js'

/** How often a moving bar is told, in milliseconds. */
const PROGRESS_EVERY_MS = 250

/**
 * The agent: one event in, the next state and what is to be done out. Total: every event is welcome in every state, and one
 * that makes no sense there changes nothing. Whenever the memory changed, `persist` comes before all other effects.
 */
export function step(state: AgentState, event: AgentEvent): Step {
  const done = andThen(react(state, event), (next) =>
    next.activity.kind === 'starting' ? stay(next) : flush(next, event),
  )
  const awake = done.state.activity.kind !== 'starting'
  if (done.state.memory === state.memory || !awake) return done
  return { state: done.state, effects: [{ kind: 'persist', memory: done.state.memory }, ...done.effects] }
}

/** May the agent be stopped now without leaving a change between its rename and its check? */
export function isSafeToStop(state: AgentState): boolean {
  return !isCommitted(state.activity)
}

function react(state: AgentState, event: AgentEvent): Step {
  switch (event.kind) {
    case 'started':
      return onStarted(state, event)
    case 'assigned':
      return onAssigned(state, event)
    case 'work-done':
      return event.id === workOf(state.activity) ? onWorkDone(state, event) : stay(state)
    case 'work-failed':
      return event.id === workOf(state.activity) ? onWorkFailed(state, event) : stay(state)
    case 'install-progressed':
      return onProgressed(state, event)
    case 'heartbeat':
      return isResting(state) ? look(state) : stay(state)
    case 'connected':
      return stay(onConnected(state, event.lastSeq))
    case 'disconnected':
      return stay(onDisconnected(state))
    case 'report-answered':
      return onReportAnswered(state, event)
    case 'recheck-asked':
      return onRecheck(state, event.bytes)
    case 'local-asked':
      return onLocal(state, event)
    case 'local-cancelled':
      return cancelLocal(state, event.id)
    case 'hold-changed':
      return onHoldChanged(state, event)
    case 'noted':
      return onNoted(state, event)
    case 'timer':
      return onTimer(state, event)
  }
}

function isResting({ activity }: AgentState): boolean {
  return activity.kind === 'idle' || activity.kind === 'waiting'
}

function onStarted(state: AgentState, event: Extract<Happening, { kind: 'started' }> & Stamp): Step {
  if (state.activity.kind !== 'starting') return stay(state)
  const { memory } = event
  const nextVerifyAt = memory.nextVerifyAt ?? event.at + state.config.verifyEveryMs
  const nextSnapshotAt = memory.nextSnapshotAt ?? event.at + state.config.snapshotEveryMs
  const run = Math.floor(event.random * 2 ** 40).toString(36)
  const awake: AgentState = {
    ...state,
    run: `${Math.floor(event.at / 1000).toString(36)}${run}`,
    outbox: { ...state.outbox, ahead: memory.reachedEpoch },
    memory: { ...memory, nextVerifyAt, nextSnapshotAt, seq: Math.max(memory.seq, state.memory.seq) },
  }
  const begun = andThen(note(awake, event, { kind: 'started', message: 'the agent started' }), look)
  return andThen(begun, (next) => onHoldTimer(next, event))
}

/** Before the start there is no timeline yet. */
function onNoted(state: AgentState, event: Extract<Happening, { kind: 'noted' }> & Stamp): Step {
  const { message, error } = event
  return state.activity.kind === 'starting'
    ? stay(state)
    : note(state, event, { kind: 'agent', message, error })
}

function onTimer(state: AgentState, event: Extract<Happening, { kind: 'timer' }> & Stamp): Step {
  const { activity } = state
  if (event.timer === 'hold') return onHoldTimer(state, event)
  if (event.timer !== 'work') return stay(state)
  if (activity.kind === 'draining') return countAgain(state, activity)
  return activity.kind === 'waiting' ? look(state) : stay(state)
}

function onProgressed(
  state: AgentState,
  event: Extract<Happening, { kind: 'install-progressed' }> & Stamp,
): Step {
  const { activity } = state
  if (activity.kind !== 'installing' || activity.work !== event.id) return stay(state)
  const tell = event.stage !== activity.stage || event.at - activity.toldAt >= PROGRESS_EVERY_MS
  const { stage, done, total } = event
  const toldAt = tell ? event.at : activity.toldAt
  const next: AgentState = { ...state, activity: { ...activity, stage, done, total, toldAt } }
  return { state: next, effects: tell ? [{ kind: 'progress', phase: phaseOf(next) }] : [] }
}

function onRecheck(state: AgentState, bytes: boolean): Step {
  const recheck = bytes || state.wishes.recheck === 'bytes' ? 'bytes' : 'look'
  const asked: AgentState = { ...state, wishes: { ...state.wishes, recheck } }
  return isResting(state) ? look(asked) : stay(asked)
}

function onLocal(state: AgentState, event: Extract<Happening, { kind: 'local-asked' }>): Step {
  return andThen(acceptLocal(state, event.request), (next) =>
    isResting(next) && next.wishes.local !== null ? look(next) : stay(next),
  )
}
