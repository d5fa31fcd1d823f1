import { type RolloutPlan, type RolloutView, rolloutSpec } from '@goherd/protocol'
import { NOW } from './fleet.js'

type Stage = RolloutView['stages'][number]

export const HASH = 'd'.repeat(64)

export const NONE = {
  ...{ waiting: 0, updating: 0, done: 0, failed: 0, silent: 0, 'rolled-back': 0 },
  ...{ debt: 0, reverting: 0, reverted: 0, 'revert-debt': 0, left: 0 },
}

export const SPEC = rolloutSpec.parse({
  groups: ['build'],
  change: { go: '1.23' },
  stages: [{ size: 1, soakSeconds: 600, gates: ['smoke'], approvals: 1 }, { size: '100%' }],
  gates: [{ kind: 'smoke', name: 'smoke', check: 'builds' }],
})

const GROUP = {
  group: 'build',
  hosts: 4,
  from: { revision: 2, release: 'go1.22.12' },
  to: { revision: 3, release: 'go1.23.5', settings: { GOFLAGS: '-mod=readonly' } },
}

export function rolloutPlan(over: Partial<RolloutPlan> = {}): RolloutPlan {
  return {
    hash: HASH,
    spec: SPEC,
    groups: [{ ...GROUP, to: { ...GROUP.to, revision: null } }],
    resolved: { asked: '1.23', release: 'go1.23.5' },
    hosts: 4,
    stages: [
      { size: 1, hosts: 1, names: ['ci-1'], platforms: { 'linux/amd64': 1 }, spread: {} },
      {
        ...{ size: '100%', hosts: 3, names: ['ci-2', 'ci-3', 'ci-4'], spread: {} },
        platforms: { 'linux/amd64': 2, 'linux/arm64': 1 },
      },
    ],
    notes: [],
    conflicts: [],
    download: { hosts: 3, bytes: 225_500_000 },
    canGoBack: 4,
    atLeastSeconds: 600,
    warnings: [],
    ...over,
  }
}

export function stage(over: Partial<Stage> = {}): Stage {
  return {
    ...{ stage: 0, size: 1, hosts: 1, state: 'current', counts: { ...NONE, done: 1 } },
    budgets: (['failed', 'silent', 'rolledBack'] as const).map((name) => ({ name, used: 0, limit: 0 })),
    ...{ gates: [], approvals: [], approvalsNeeded: 0, soakSeconds: 0, soakUntil: null, onFailure: 'pause' },
    ...over,
  }
}

export function rolloutView(over: Partial<RolloutView> = {}): RolloutView {
  return {
    id: 'ro-1',
    state: 'updating',
    outcome: null,
    sentence: 'Stage 1 of 2 · updating',
    stage: 0,
    pauses: [],
    waits: ['1 host on the way'],
    wakeAt: null,
    groups: [GROUP],
    reason: 'newest line',
    actor: 'ada',
    createdAt: NOW,
    finishedAt: null,
    hash: HASH,
    spec: SPEC,
    hosts: 4,
    counts: { ...NONE, waiting: 3, updating: 1 },
    stages: [
      stage({ counts: { ...NONE, updating: 1 } }),
      stage({ stage: 1, size: '100%', hosts: 3, state: 'waiting', counts: { ...NONE, waiting: 3 } }),
    ],
    errors: [],
    commands: {
      ...{ pause: null, abort: null, resume: 'it is not paused', promote: 'it updates hosts' },
      ...{ approve: 'nothing is to be approved', retry: 'no host ended badly' },
    },
    ...over,
  }
}

export const APPROVING = rolloutView({
  state: 'approving',
  sentence: 'Stage 1 of 2 · waits for 1 approval',
  counts: { ...NONE, waiting: 3, done: 1 },
  stages: [
    stage({
      gates: [{ name: 'smoke', kind: 'smoke', verdict: 'pass', said: '1 of 1 hosts passed', at: NOW }],
      approvalsNeeded: 1,
    }),
    stage({ stage: 1, size: '100%', hosts: 3, state: 'waiting', counts: { ...NONE, waiting: 3 } }),
  ],
})

export const PAUSED = rolloutView({
  sentence: 'Stage 1 of 2 · paused',
  pauses: [
    {
      kind: 'breach',
      says: 'stage 1: 1 host failed, 0 may',
      remedy: 'Look at the hosts, then retry them.',
    },
  ],
  counts: { ...NONE, waiting: 3, failed: 1 },
  errors: [{ code: 'disk_full', message: 'go1.23.5 needs 318 MB', hosts: 1, names: ['ci-1'] }],
})

export const COMPLETED = rolloutView({
  state: 'finished',
  outcome: 'completed',
  sentence: 'Completed',
  finishedAt: '2026-05-04T10:20:00.000Z',
  counts: { ...NONE, done: 4 },
  stages: [
    stage({ state: 'done' }),
    stage({ stage: 1, size: '100%', hosts: 3, state: 'done', counts: { ...NONE, done: 3 } }),
  ],
})
