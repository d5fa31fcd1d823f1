import type { StateKind } from '../activity.js'
import type { WorkResult } from '../effects.js'
import type { EventKind, Happening } from '../events.js'
import {
  accepted,
  ERROR,
  hold,
  installed,
  memoryOn,
  NEW,
  NEXT,
  OLD,
  observed,
  patient,
  Rig,
  resting,
} from './samples.js'

/** An agent in each state, reached by events alone. */
export const SITUATIONS: Readonly<Record<StateKind, () => Rig>> = {
  starting: () => new Rig(),
  observing: () => resting(OLD).send({ kind: 'heartbeat' }),
  idle: () => resting(OLD),
  waiting: () => {
    const rig = resting(OLD).send({ kind: 'assigned', assignment: accepted(1, NEW, { archive: null }) })
    return rig.see(observed(OLD))
  },
  verifying: () => assigned(resting(OLD, NEW), NEW),
  installing: () => assigned(resting(OLD), NEW),
  configuring: () => SITUATIONS.installing().done({ kind: 'install', steps: [] }),
  snapshotting: () => SITUATIONS.configuring().done({ kind: 'write-settings' }),
  counting: () => {
    const rig = resting(OLD, NEW).send({ kind: 'assigned', assignment: patient(1, NEW, 60) })
    rig.see(observed(OLD, { installed: installed(OLD, NEW) })).done(ANSWERS.verifying)
    return rig.done({ kind: 'write-settings' }).done({ kind: 'snapshot', id: 's1' })
  },
  draining: () => SITUATIONS.counting().done({ kind: 'count-builds', builds: 2 }),
  switching: () => SITUATIONS.snapshotting().done({ kind: 'snapshot', id: 's1' }),
  checking: () => SITUATIONS.switching().done({ kind: 'activate' }),
  'switching-back': () => SITUATIONS.checking().fail(),
  removing: () => {
    const rig = new Rig({ keepReleases: 2 })
    const many = ['go1.18', 'go1.19', NEW, OLD].map((release) => ({
      release,
      treeDigest: 'a'.repeat(64),
      size: 1,
    }))
    rig.boot(observed(OLD, { installed: many }), memoryOn(OLD))
    rig.state = { ...rig.state, wishes: { ...rig.state.wishes, tidy: true } }
    return rig.send({ kind: 'heartbeat' }).see(observed(OLD, { installed: many }))
  },
  uninstalling: () => {
    const wish = { kind: 'uninstall', release: NEW } as const
    const rig = resting(OLD, NEW).send({ kind: 'local-asked', request: { id: 'r1', wish } })
    return rig.see(observed(OLD, { installed: installed(OLD, NEW) }))
  },
}

function assigned(rig: Rig, release: string): Rig {
  const before = rig.state.observed ?? observed(OLD)
  return rig.send({ kind: 'assigned', assignment: accepted(1, release) }).see(before)
}

/** The answer that the work of each state waits for. */
const ANSWERS: Readonly<Record<StateKind, WorkResult>> = {
  starting: { kind: 'activate' },
  idle: { kind: 'activate' },
  waiting: { kind: 'activate' },
  observing: { kind: 'observe', observed: observed(OLD) },
  verifying: {
    kind: 'verify-bytes',
    release: NEW,
    bytes: { kind: 'intact', checkedAt: '2026-01-01T00:00:00.000Z' },
  },
  installing: { kind: 'install', steps: [] },
  configuring: { kind: 'write-settings' },
  snapshotting: { kind: 'snapshot', id: 's1' },
  counting: { kind: 'count-builds', builds: 2 },
  draining: { kind: 'activate' },
  switching: { kind: 'activate' },
  checking: { kind: 'probe', goVersion: NEW },
  'switching-back': { kind: 'activate-back' },
  removing: { kind: 'remove', removed: ['go1.18'] },
  uninstalling: { kind: 'uninstall', freed: 100 },
}

/** The event that a cell of the table is about. `work` is the id of the work in flight. */
export function eventFor(kind: EventKind, state: StateKind, work: number): Happening {
  switch (kind) {
    case 'started':
      return { kind, memory: memoryOn(OLD) }
    case 'assigned':
      return { kind, assignment: accepted(5, NEXT) }
    case 'work-done':
      return { kind, id: work, result: ANSWERS[state], durationMs: 1 }
    case 'work-failed':
      return { kind, id: work, error: ERROR }
    case 'install-progressed':
      return { kind, id: work, stage: 'unpacking', done: 10, total: 100 }
    case 'heartbeat':
    case 'disconnected':
      return { kind }
    case 'connected':
      return { kind, lastSeq: 0 }
    case 'report-answered':
      return { kind, seq: 1, answer: 'committed' }
    case 'recheck-asked':
      return { kind, bytes: true }
    case 'local-asked':
      return { kind, request: { id: 'r1', wish: { kind: 'use', release: NEW } } }
    case 'local-cancelled':
      return { kind, id: 'r1' }
    case 'hold-changed':
      return { kind, hold: hold() }
    case 'noted':
      return { kind, message: 'the agent was updated' }
    case 'timer':
      return { kind, timer: 'work' }
  }
}
