import { describe, expect, it } from 'vitest'
import type { ControlRefusal } from './control.js'
import {
  describeControlRefusal,
  describePause,
  describePhase,
  describePolicyRefusal,
  describeProgress,
  describeWait,
  remedyOf,
} from './describe.js'
import type { PolicyRefusal } from './policy.js'
import type { HostProgress, Outcome, PauseReason, PhaseKind, RolloutPhase } from './state.js'
import type { Wait } from './waits.js'

/*
 * Every sentence that people read. The tables are total: a new kind has no words until somebody has read them here.
 */

const AT = Date.UTC(2026, 0, 5, 21, 30)
type Cases<K extends string, T> = Readonly<Record<K, readonly (readonly [T, string])[]>>
const all = <T>(cases: Cases<string, T>) => Object.values(cases).flat()
const trouble = { at: 1, code: 'disk_full', message: 'disk full', acknowledged: false } as const

const PAUSES: Cases<PauseReason['kind'], PauseReason> = {
  person: [[{ kind: 'person', by: 'ann', reason: 'lunch' }, 'ann paused it: lunch']],
  breach: [
    [{ kind: 'breach', stage: 0, budget: 'failed', count: 1, limit: 0 }, 'stage 1: 1 host failed, 0 may'],
    [
      { kind: 'breach', stage: 1, budget: 'silent', count: 3, limit: 2 },
      'stage 2: 3 hosts fell silent in the middle of the change, 2 may',
    ],
    [
      { kind: 'breach', stage: 1, budget: 'rolledBack', count: 2, limit: 1 },
      'stage 2: 2 hosts switched back by themselves, 1 may',
    ],
  ],
  'gate-failed': [
    [
      { kind: 'gate-failed', stage: 0, gate: 'smoke', said: 'exit 1' },
      'stage 1: the gate smoke failed: exit 1',
    ],
  ],
  'gate-inconclusive': [
    [
      { kind: 'gate-inconclusive', stage: 0, gate: 'smoke', said: 'no answer' },
      'stage 1: the gate smoke could not tell: no answer',
    ],
  ],
  'slots-held': [
    [{ kind: 'slots-held', stage: 2, hosts: 5 }, 'stage 3: every slot is held by hosts that ended badly (5)'],
  ],
  'nothing-proved': [[{ kind: 'nothing-proved', stage: 0 }, 'stage 1: not one host proved the new state']],
  recalled: [[{ kind: 'recalled', reason: 'miscompiles' }, 'the release is recalled: miscompiles']],
  'stage-reverted': [[{ kind: 'stage-reverted', stage: 1 }, 'stage 2 was taken back']],
}

const WAITS: Cases<Wait['kind'], Wait> = {
  'start-time': [[{ kind: 'start-time', at: AT }, 'starts at 2026-01-05 21:30 UTC']],
  window: [
    [{ kind: 'window', opensAt: AT }, 'the next window opens at 2026-01-05 21:30 UTC'],
    [{ kind: 'window', opensAt: null }, 'no moment is inside all of its windows'],
  ],
  frozen: [[{ kind: 'frozen', reason: 'an incident' }, 'the fleet is frozen: an incident']],
  paused: [[{ kind: 'paused' }, 'it is paused']],
  hosts: [
    [{ kind: 'hosts', updating: 1, waiting: 0 }, '1 host on the way'],
    [{ kind: 'hosts', updating: 2, waiting: 0 }, '2 hosts on the way'],
    [{ kind: 'hosts', updating: 2, waiting: 7 }, '2 hosts on the way, 7 waiting for a slot'],
  ],
  soak: [[{ kind: 'soak', until: AT }, 'soaks until 2026-01-05 21:30 UTC']],
  gate: [[{ kind: 'gate', gate: 'smoke' }, 'the gate smoke has not answered']],
  approval: [[{ kind: 'approval', have: 1, need: 2 }, '1 of 2 approvals']],
  reverting: [[{ kind: 'reverting', hosts: 1 }, '1 host on the way back']],
}

const PHASES: Cases<PhaseKind, RolloutPhase> = {
  scheduled: [[{ kind: 'scheduled' }, 'scheduled']],
  updating: [[{ kind: 'updating', stage: 0, since: 1 }, 'stage 1 of 4, updating']],
  soaking: [[{ kind: 'soaking', stage: 1, until: 1 }, 'stage 2 of 4, soaking']],
  gating: [[{ kind: 'gating', stage: 1, since: 1 }, 'stage 2 of 4, waiting for gates']],
  approving: [
    [{ kind: 'approving', stage: 1, since: 1, waived: false }, 'stage 2 of 4, waiting for approval'],
  ],
  between: [[{ kind: 'between', stage: 1 }, 'stage 2 of 4 is through']],
  reverting: [
    [{ kind: 'reverting', stage: 1, scope: 'stage', since: 1 }, 'stage 2 of 4, going back'],
    [{ kind: 'reverting', stage: 1, scope: 'all', since: 1 }, 'going back everywhere'],
  ],
  finished: [],
}
const OUTCOMES: Readonly<Record<Outcome, string>> = {
  completed: 'completed',
  reverted: 'taken back',
  kept: 'aborted, hosts stay as they are',
  overridden: 'overridden by an emergency rollback',
  superseded: 'superseded by another rollout',
}

const PROGRESS: Cases<HostProgress['kind'], HostProgress> = {
  updating: [[{ kind: 'updating', since: 1 }, 'updating']],
  done: [[{ kind: 'done', at: 1 }, 'on the new revision, proved']],
  failed: [[{ kind: 'failed', ...trouble }, 'failed: disk full']],
  silent: [[{ kind: 'silent', at: 1, acknowledged: false }, 'vanished in the middle of the change']],
  'rolled-back': [[{ kind: 'rolled-back', ...trouble }, 'switched back by itself: disk full']],
  debt: [[{ kind: 'debt', since: 1 }, 'offline: gets it when it is back']],
  reverting: [[{ kind: 'reverting', since: 1 }, 'going back']],
  reverted: [[{ kind: 'reverted', at: 1 }, 'back on the old revision, proved']],
  'revert-debt': [[{ kind: 'revert-debt', since: 1 }, 'offline: goes back when it is back']],
  left: [
    [
      { kind: 'left', at: 1 },
      'left the rollout: something newer was assigned, or it is no longer in its groups',
    ],
  ],
}

const CONTROL: Cases<ControlRefusal['kind'], ControlRefusal> = {
  'wrong-phase': [
    [
      { kind: 'wrong-phase', phase: 'finished', command: 'pause' },
      'the rollout is finished; start a new one',
    ],
    [
      { kind: 'wrong-phase', phase: 'updating', command: 'promote' },
      'promote makes no sense while it is updating; watch it and try again',
    ],
  ],
  'not-paused': [[{ kind: 'not-paused' }, 'the rollout is not paused']],
  'nothing-to-retry': [[{ kind: 'nothing-to-retry' }, 'no host ended badly; there is nothing to retry']],
  'no-approval-needed': [[{ kind: 'no-approval-needed', stage: 0 }, 'stage 1 needs no approval']],
  'other-plan': [
    [
      { kind: 'other-plan', hash: '0123456789abcdef' },
      'that approval is for another plan; look at this one (0123456789ab) and approve it',
    ],
  ],
  'approved-already': [
    [{ kind: 'approved-already', by: 'ann' }, 'ann has approved this stage; another person has to'],
  ],
  recalled: [
    [
      { kind: 'recalled', reason: 'miscompiles' },
      'the release is recalled (miscompiles); lift the recall first, or abort',
    ],
  ],
}

const POLICY: Cases<PolicyRefusal['kind'], PolicyRefusal> = {
  'no-hosts': [[{ kind: 'no-hosts' }, 'the selector matches no host; widen it or enroll hosts first']],
  'no-stages': [[{ kind: 'no-stages' }, 'there is no stage; give at least one, such as 1 or 100%']],
  'bad-amount': [
    [
      { kind: 'bad-amount', stage: 0, field: 'size' },
      'stage 1: size must be a whole number of hosts or a percentage from 0 to 100',
    ],
  ],
  shrinking: [
    [
      { kind: 'shrinking', stage: 1, hosts: 1, before: 3 },
      'stage 2 means 1 host, the one before it 3; sizes are cumulative and must not shrink',
    ],
  ],
  'empty-stage': [
    [
      { kind: 'empty-stage', stage: 0 },
      'stage 1 means no host at all; make it larger, or give a number of hosts',
    ],
  ],
  'bad-concurrency': [
    [{ kind: 'bad-concurrency', stage: 0 }, 'stage 1: concurrency and ramp must be whole numbers above 0'],
  ],
  'bad-duration': [
    [
      { kind: 'bad-duration', field: 'soak', stage: 0 },
      'stage 1: soak must be a duration above or equal to 0',
    ],
    [
      { kind: 'bad-duration', field: 'silentAfter', stage: null },
      'silentAfter must be a duration above or equal to 0',
    ],
  ],
  'bad-window': [
    [
      { kind: 'bad-window', window: 0, because: 'days' },
      'window 1: name at least one weekday, 1 (Monday) to 7',
    ],
    [
      { kind: 'bad-window', window: 0, because: 'minutes' },
      'window 1: give a start and an end of the day that differ',
    ],
    [{ kind: 'bad-window', window: 1, because: 'zone' }, 'window 2: name a time zone such as Europe/Berlin'],
  ],
}

describe('what people read', () => {
  it.each(all(PAUSES))('of a pause: %o', (pause, words) => expect(describePause(pause)).toBe(words))
  it.each(all(WAITS))('of a wait: %o', (wait, words) => expect(describeWait(wait)).toBe(words))
  it.each(all(PHASES))('of a phase: %o', (phase, words) => expect(describePhase(phase, 4)).toBe(words))
  it.each(all(PROGRESS))('of a host: %o', (progress, words) => {
    expect(describeProgress(progress)).toBe(words)
  })
  it.each(all(CONTROL))('of a refused command: %o', (refusal, words) => {
    expect(describeControlRefusal(refusal)).toBe(words)
  })
  it.each(all(POLICY))('of a refused policy: %o', (refusal, words) => {
    expect(describePolicyRefusal(refusal)).toBe(words)
  })

  it.each(Object.entries(OUTCOMES))('of the end %s', (outcome, words) => {
    const [found] = (['completed', 'reverted', 'kept', 'overridden', 'superseded'] as const).filter(
      (one) => one === outcome,
    )
    expect(found).toBeDefined()
    if (found) expect(describePhase({ kind: 'finished', outcome: found, at: 1 }, 4)).toBe(words)
  })

  it('of a host that has not been started', () => {
    expect(describeProgress(undefined)).toBe('not started')
  })
})

describe('what ends a pause', () => {
  it.each(all(PAUSES))('%o has an action', (pause) => {
    const remedy = remedyOf(pause)
    expect(remedy).toMatch(/^(Resume|Look|Bring|Lift) .*\.$/)
    expect(remedy).toMatch(/\b([Rr]esume|[Ll]ift)\b/)
  })

  it('offers the way back wherever hosts have the new state because of it', () => {
    const kinds = [
      'breach',
      'gate-failed',
      'gate-inconclusive',
      'slots-held',
      'recalled',
      'stage-reverted',
    ] as const
    for (const kind of kinds) for (const [pause] of PAUSES[kind]) expect(remedyOf(pause)).toContain('abort')
  })
})
