import { describe, expect, it } from 'vitest'
import { STATE_KINDS, type StateKind } from './activity.js'
import { EVENT_KINDS_OF_AGENT, type EventKind } from './events.js'
import { eventFor, SITUATIONS } from './test/situations.js'

/** Where an event leads, and what is asked for on the way, in order. */
interface Expected {
  readonly to: StateKind
  readonly effects: readonly string[]
}

/*
 * Every event in every state. The compiler demands each cell; a cell that stays where it is and asks for nothing says that the
 * event makes no difference there. The installation of `installing` is of another release than the `assigned` one.
 */
const TABLE: Record<StateKind, Record<EventKind, Expected>> = {
  starting: {
    started: { to: 'observing', effects: ['persist', 'log-event', 'work:observe'] },
    assigned: { to: 'starting', effects: [] },
    'work-done': { to: 'starting', effects: [] },
    'work-failed': { to: 'starting', effects: [] },
    'install-progressed': { to: 'starting', effects: [] },
    heartbeat: { to: 'starting', effects: [] },
    connected: { to: 'starting', effects: [] },
    disconnected: { to: 'starting', effects: [] },
    'report-answered': { to: 'starting', effects: [] },
    'recheck-asked': { to: 'starting', effects: [] },
    'local-asked': { to: 'starting', effects: [] },
    timer: { to: 'starting', effects: [] },
  },
  observing: {
    started: { to: 'observing', effects: [] },
    assigned: { to: 'observing', effects: ['persist', 'log-event'] },
    'work-done': { to: 'idle', effects: [] },
    'work-failed': { to: 'waiting', effects: ['set-timer'] },
    'install-progressed': { to: 'observing', effects: [] },
    heartbeat: { to: 'observing', effects: [] },
    connected: { to: 'observing', effects: [] },
    disconnected: { to: 'observing', effects: [] },
    'report-answered': { to: 'observing', effects: [] },
    'recheck-asked': { to: 'observing', effects: [] },
    'local-asked': { to: 'observing', effects: [] },
    timer: { to: 'observing', effects: [] },
  },
  idle: {
    started: { to: 'idle', effects: [] },
    assigned: { to: 'observing', effects: ['persist', 'log-event', 'work:observe'] },
    'work-done': { to: 'idle', effects: [] },
    'work-failed': { to: 'idle', effects: [] },
    'install-progressed': { to: 'idle', effects: [] },
    heartbeat: { to: 'observing', effects: ['work:observe'] },
    connected: { to: 'idle', effects: ['persist', 'report'] },
    disconnected: { to: 'idle', effects: [] },
    'report-answered': { to: 'idle', effects: [] },
    'recheck-asked': { to: 'observing', effects: ['work:observe'] },
    'local-asked': { to: 'observing', effects: ['work:observe'] },
    timer: { to: 'idle', effects: [] },
  },
  waiting: {
    started: { to: 'waiting', effects: [] },
    assigned: { to: 'observing', effects: ['persist', 'log-event', 'work:observe'] },
    'work-done': { to: 'waiting', effects: [] },
    'work-failed': { to: 'waiting', effects: [] },
    'install-progressed': { to: 'waiting', effects: [] },
    heartbeat: { to: 'observing', effects: ['work:observe'] },
    connected: { to: 'waiting', effects: ['persist', 'report'] },
    disconnected: { to: 'waiting', effects: [] },
    'report-answered': { to: 'waiting', effects: [] },
    'recheck-asked': { to: 'observing', effects: ['work:observe'] },
    'local-asked': { to: 'observing', effects: ['work:observe'] },
    timer: { to: 'observing', effects: ['work:observe'] },
  },
  verifying: {
    started: { to: 'verifying', effects: [] },
    assigned: { to: 'verifying', effects: ['persist', 'log-event'] },
    'work-done': { to: 'configuring', effects: ['work:write-settings'] },
    'work-failed': { to: 'observing', effects: ['persist', 'log-event', 'work:observe'] },
    'install-progressed': { to: 'verifying', effects: [] },
    heartbeat: { to: 'verifying', effects: [] },
    connected: { to: 'verifying', effects: ['persist', 'report'] },
    disconnected: { to: 'verifying', effects: [] },
    'report-answered': { to: 'verifying', effects: [] },
    'recheck-asked': { to: 'verifying', effects: [] },
    'local-asked': { to: 'verifying', effects: ['answer-local'] },
    timer: { to: 'verifying', effects: [] },
  },
  installing: {
    started: { to: 'installing', effects: [] },
    assigned: { to: 'installing', effects: ['persist', 'log-event', 'abort'] },
    'work-done': { to: 'configuring', effects: ['work:write-settings'] },
    'work-failed': { to: 'observing', effects: ['persist', 'log-event', 'work:observe'] },
    'install-progressed': { to: 'installing', effects: [] },
    heartbeat: { to: 'installing', effects: [] },
    connected: { to: 'installing', effects: ['persist', 'report'] },
    disconnected: { to: 'installing', effects: [] },
    'report-answered': { to: 'installing', effects: [] },
    'recheck-asked': { to: 'installing', effects: [] },
    'local-asked': { to: 'installing', effects: ['answer-local'] },
    timer: { to: 'installing', effects: [] },
  },
  configuring: {
    started: { to: 'configuring', effects: [] },
    assigned: { to: 'configuring', effects: ['persist', 'log-event'] },
    'work-done': { to: 'snapshotting', effects: ['persist', 'log-event', 'work:snapshot'] },
    'work-failed': { to: 'observing', effects: ['persist', 'log-event', 'work:observe'] },
    'install-progressed': { to: 'configuring', effects: [] },
    heartbeat: { to: 'configuring', effects: [] },
    connected: { to: 'configuring', effects: ['persist', 'report'] },
    disconnected: { to: 'configuring', effects: [] },
    'report-answered': { to: 'configuring', effects: [] },
    'recheck-asked': { to: 'configuring', effects: [] },
    'local-asked': { to: 'configuring', effects: ['answer-local'] },
    timer: { to: 'configuring', effects: [] },
  },
  snapshotting: {
    started: { to: 'snapshotting', effects: [] },
    assigned: { to: 'snapshotting', effects: ['persist', 'log-event'] },
    'work-done': { to: 'switching', effects: ['persist', 'log-event', 'work:activate'] },
    'work-failed': { to: 'observing', effects: ['persist', 'log-event', 'work:observe'] },
    'install-progressed': { to: 'snapshotting', effects: [] },
    heartbeat: { to: 'snapshotting', effects: [] },
    connected: { to: 'snapshotting', effects: ['persist', 'report'] },
    disconnected: { to: 'snapshotting', effects: [] },
    'report-answered': { to: 'snapshotting', effects: [] },
    'recheck-asked': { to: 'snapshotting', effects: [] },
    'local-asked': { to: 'snapshotting', effects: ['answer-local'] },
    timer: { to: 'snapshotting', effects: [] },
  },
  switching: {
    started: { to: 'switching', effects: [] },
    assigned: { to: 'switching', effects: ['persist', 'log-event'] },
    'work-done': { to: 'checking', effects: ['persist', 'log-event', 'work:probe'] },
    'work-failed': { to: 'switching-back', effects: ['persist', 'log-event', 'work:activate-back'] },
    'install-progressed': { to: 'switching', effects: [] },
    heartbeat: { to: 'switching', effects: [] },
    connected: { to: 'switching', effects: ['persist', 'report'] },
    disconnected: { to: 'switching', effects: [] },
    'report-answered': { to: 'switching', effects: [] },
    'recheck-asked': { to: 'switching', effects: [] },
    'local-asked': { to: 'switching', effects: ['answer-local'] },
    timer: { to: 'switching', effects: [] },
  },
  checking: {
    started: { to: 'checking', effects: [] },
    assigned: { to: 'checking', effects: ['persist', 'log-event'] },
    'work-done': { to: 'observing', effects: ['persist', 'log-event', 'log-event', 'work:observe'] },
    'work-failed': { to: 'switching-back', effects: ['persist', 'log-event', 'work:activate-back'] },
    'install-progressed': { to: 'checking', effects: [] },
    heartbeat: { to: 'checking', effects: [] },
    connected: { to: 'checking', effects: ['persist', 'report'] },
    disconnected: { to: 'checking', effects: [] },
    'report-answered': { to: 'checking', effects: [] },
    'recheck-asked': { to: 'checking', effects: [] },
    'local-asked': { to: 'checking', effects: ['answer-local'] },
    timer: { to: 'checking', effects: [] },
  },
  'switching-back': {
    started: { to: 'switching-back', effects: [] },
    assigned: { to: 'switching-back', effects: ['persist', 'log-event'] },
    'work-done': { to: 'observing', effects: ['persist', 'log-event', 'work:observe'] },
    'work-failed': { to: 'observing', effects: ['persist', 'log-event', 'work:observe'] },
    'install-progressed': { to: 'switching-back', effects: [] },
    heartbeat: { to: 'switching-back', effects: [] },
    connected: { to: 'switching-back', effects: ['persist', 'report'] },
    disconnected: { to: 'switching-back', effects: [] },
    'report-answered': { to: 'switching-back', effects: [] },
    'recheck-asked': { to: 'switching-back', effects: [] },
    'local-asked': { to: 'switching-back', effects: ['answer-local'] },
    timer: { to: 'switching-back', effects: [] },
  },
  removing: {
    started: { to: 'removing', effects: [] },
    assigned: { to: 'removing', effects: ['persist', 'log-event'] },
    'work-done': { to: 'observing', effects: ['persist', 'log-event', 'work:observe'] },
    'work-failed': { to: 'observing', effects: ['work:observe'] },
    'install-progressed': { to: 'removing', effects: [] },
    heartbeat: { to: 'removing', effects: [] },
    connected: { to: 'removing', effects: ['persist', 'report'] },
    disconnected: { to: 'removing', effects: [] },
    'report-answered': { to: 'removing', effects: [] },
    'recheck-asked': { to: 'removing', effects: [] },
    'local-asked': { to: 'removing', effects: [] },
    timer: { to: 'removing', effects: [] },
  },
}

describe.each(STATE_KINDS)('in the state %s', (state) => {
  it('is what its situation says', () => {
    expect(SITUATIONS[state]().state.activity.kind).toBe(state)
  })

  it.each(EVENT_KINDS_OF_AGENT)('%s', (event) => {
    const rig = SITUATIONS[state]()
    rig.send(eventFor(event, state, rig.work))
    expect({ to: rig.state.activity.kind, effects: rig.kinds }).toEqual(TABLE[state][event])
  })

  it('takes no notice of the answer to other work', () => {
    const rig = SITUATIONS[state]()
    const before = rig.state
    rig.send(eventFor('work-done', state, rig.work + 1000))
    rig.send(eventFor('work-failed', state, rig.work + 1000))
    expect(rig.state).toBe(before)
  })

  it('keeps nothing but what it was told when it is told twice', () => {
    const rig = SITUATIONS[state]()
    const event = rig.stamp(eventFor('assigned', state, rig.work))
    rig.send(event)
    const { memory, activity } = rig.state
    rig.send(event)
    expect(rig.state.memory).toBe(memory)
    expect(rig.state.activity).toBe(activity)
  })
})
