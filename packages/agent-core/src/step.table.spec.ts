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
    'local-cancelled': { to: 'starting', effects: [] },
    'hold-changed': { to: 'starting', effects: [] },
    noted: { to: 'starting', effects: [] },
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
    'local-cancelled': { to: 'observing', effects: [] },
    'hold-changed': { to: 'observing', effects: ['persist', 'log-event', 'set-timer'] },
    noted: { to: 'observing', effects: ['persist', 'log-event'] },
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
    'local-cancelled': { to: 'idle', effects: [] },
    'hold-changed': { to: 'idle', effects: ['persist', 'log-event', 'set-timer'] },
    noted: { to: 'idle', effects: ['persist', 'log-event'] },
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
    'local-cancelled': { to: 'waiting', effects: [] },
    'hold-changed': { to: 'observing', effects: ['persist', 'log-event', 'set-timer', 'work:observe'] },
    noted: { to: 'waiting', effects: ['persist', 'log-event'] },
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
    'local-cancelled': { to: 'verifying', effects: [] },
    'hold-changed': { to: 'verifying', effects: ['persist', 'log-event', 'set-timer'] },
    noted: { to: 'verifying', effects: ['persist', 'log-event'] },
    timer: { to: 'verifying', effects: [] },
  },
  installing: {
    started: { to: 'installing', effects: [] },
    assigned: { to: 'installing', effects: ['persist', 'log-event', 'abort'] },
    'work-done': { to: 'configuring', effects: ['work:write-settings'] },
    'work-failed': { to: 'observing', effects: ['persist', 'log-event', 'work:observe'] },
    'install-progressed': { to: 'installing', effects: ['progress'] },
    heartbeat: { to: 'installing', effects: [] },
    connected: { to: 'installing', effects: ['persist', 'report'] },
    disconnected: { to: 'installing', effects: [] },
    'report-answered': { to: 'installing', effects: [] },
    'recheck-asked': { to: 'installing', effects: [] },
    'local-asked': { to: 'installing', effects: ['answer-local'] },
    'local-cancelled': { to: 'installing', effects: [] },
    'hold-changed': { to: 'installing', effects: ['persist', 'log-event', 'set-timer'] },
    noted: { to: 'installing', effects: ['persist', 'log-event'] },
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
    'local-cancelled': { to: 'configuring', effects: [] },
    'hold-changed': { to: 'configuring', effects: ['persist', 'log-event', 'set-timer'] },
    noted: { to: 'configuring', effects: ['persist', 'log-event'] },
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
    'local-cancelled': { to: 'snapshotting', effects: [] },
    'hold-changed': { to: 'snapshotting', effects: ['persist', 'log-event', 'set-timer'] },
    noted: { to: 'snapshotting', effects: ['persist', 'log-event'] },
    timer: { to: 'snapshotting', effects: [] },
  },
  counting: {
    started: { to: 'counting', effects: [] },
    assigned: { to: 'counting', effects: ['persist', 'log-event'] },
    'work-done': { to: 'draining', effects: ['persist', 'set-timer', 'progress'] },
    'work-failed': { to: 'switching', effects: ['persist', 'log-event', 'work:activate'] },
    'install-progressed': { to: 'counting', effects: [] },
    heartbeat: { to: 'counting', effects: [] },
    connected: { to: 'counting', effects: ['persist', 'report'] },
    disconnected: { to: 'counting', effects: [] },
    'report-answered': { to: 'counting', effects: [] },
    'recheck-asked': { to: 'counting', effects: [] },
    'local-asked': { to: 'counting', effects: ['answer-local'] },
    'local-cancelled': { to: 'counting', effects: [] },
    'hold-changed': { to: 'counting', effects: ['persist', 'log-event', 'set-timer'] },
    noted: { to: 'counting', effects: ['persist', 'log-event'] },
    timer: { to: 'counting', effects: [] },
  },
  draining: {
    started: { to: 'draining', effects: [] },
    assigned: { to: 'observing', effects: ['persist', 'log-event', 'work:observe'] },
    'work-done': { to: 'draining', effects: [] },
    'work-failed': { to: 'draining', effects: [] },
    'install-progressed': { to: 'draining', effects: [] },
    heartbeat: { to: 'draining', effects: [] },
    connected: { to: 'draining', effects: ['persist', 'report'] },
    disconnected: { to: 'draining', effects: [] },
    'report-answered': { to: 'draining', effects: [] },
    'recheck-asked': { to: 'draining', effects: [] },
    'local-asked': { to: 'draining', effects: ['answer-local'] },
    'local-cancelled': { to: 'draining', effects: [] },
    'hold-changed': { to: 'observing', effects: ['persist', 'log-event', 'set-timer', 'work:observe'] },
    noted: { to: 'draining', effects: ['persist', 'log-event'] },
    timer: { to: 'counting', effects: ['work:count-builds'] },
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
    'local-cancelled': { to: 'switching', effects: [] },
    'hold-changed': { to: 'switching', effects: ['persist', 'log-event', 'set-timer'] },
    noted: { to: 'switching', effects: ['persist', 'log-event'] },
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
    'local-cancelled': { to: 'checking', effects: [] },
    'hold-changed': { to: 'checking', effects: ['persist', 'log-event', 'set-timer'] },
    noted: { to: 'checking', effects: ['persist', 'log-event'] },
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
    'local-cancelled': { to: 'switching-back', effects: [] },
    'hold-changed': { to: 'switching-back', effects: ['persist', 'log-event', 'set-timer'] },
    noted: { to: 'switching-back', effects: ['persist', 'log-event'] },
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
    'local-cancelled': { to: 'removing', effects: [] },
    'hold-changed': { to: 'removing', effects: ['persist', 'log-event', 'set-timer'] },
    noted: { to: 'removing', effects: ['persist', 'log-event'] },
    timer: { to: 'removing', effects: [] },
  },
  uninstalling: {
    started: { to: 'uninstalling', effects: [] },
    assigned: { to: 'uninstalling', effects: ['persist', 'log-event'] },
    'work-done': { to: 'observing', effects: ['persist', 'log-event', 'answer-local', 'work:observe'] },
    'work-failed': { to: 'observing', effects: ['answer-local', 'work:observe'] },
    'install-progressed': { to: 'uninstalling', effects: [] },
    heartbeat: { to: 'uninstalling', effects: [] },
    connected: { to: 'uninstalling', effects: ['persist', 'report'] },
    disconnected: { to: 'uninstalling', effects: [] },
    'report-answered': { to: 'uninstalling', effects: [] },
    'recheck-asked': { to: 'uninstalling', effects: [] },
    'local-asked': { to: 'uninstalling', effects: ['answer-local'] },
    'local-cancelled': { to: 'uninstalling', effects: [] },
    'hold-changed': { to: 'uninstalling', effects: ['persist', 'log-event', 'set-timer'] },
    noted: { to: 'uninstalling', effects: ['persist', 'log-event'] },
    timer: { to: 'uninstalling', effects: [] },
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
