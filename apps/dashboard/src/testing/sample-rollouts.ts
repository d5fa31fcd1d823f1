import type {
  DrillView,
  ProgressName,
  RolloutPlan,
  RolloutSpec,
  RolloutView,
  StageSpec,
} from '@goherd/protocol'
import type { RolloutHost } from '../api/answers'
import { SAMPLE_TIME } from './sample-fleet'

const HASH = 'b'.repeat(64)

/** Hosts by progress: what is not named is none. */
export function counted(some: Partial<Record<ProgressName, number>>): Record<ProgressName, number> {
  return {
    waiting: 0,
    updating: 0,
    done: 0,
    failed: 0,
    silent: 0,
    'rolled-back': 0,
    debt: 0,
    reverting: 0,
    reverted: 0,
    'revert-debt': 0,
    left: 0,
    ...some,
  }
}

export function aStageSpec(change: Partial<StageSpec> = {}): StageSpec {
  return {
    size: 1,
    concurrency: null,
    rampFrom: null,
    soakSeconds: 600,
    maxFailed: 0,
    maxSilent: 0,
    maxRolledBack: 0,
    gates: [],
    approvals: 0,
    onFailure: 'pause',
    ...change,
  }
}

export function aSpec(change: Partial<RolloutSpec> = {}): RolloutSpec {
  return {
    groups: ['build'],
    change: { go: 'go1.23.5' },
    stages: [aStageSpec(), aStageSpec({ size: '50%' }), aStageSpec({ size: '100%', soakSeconds: 0 })],
    gates: [],
    silentAfterSeconds: 120,
    spreadBy: null,
    domainCap: null,
    windows: [],
    startAt: null,
    conflict: 'refuse',
    ...change,
  }
}

type Stage = RolloutView['stages'][number]

/** A stage of one host that waits for its turn, with what a test wants different. */
export function aStage(stage: number, change: Partial<Stage> = {}): Stage {
  return {
    stage,
    size: 1,
    hosts: 1,
    state: 'waiting',
    counts: counted({ waiting: change.hosts ?? 1 }),
    budgets: [
      { name: 'failed', used: 0, limit: 0 },
      { name: 'silent', used: 0, limit: 1 },
      { name: 'rolledBack', used: 0, limit: 0 },
    ],
    gates: [],
    approvals: [],
    approvalsNeeded: 0,
    soakSeconds: 600,
    soakUntil: null,
    onFailure: 'pause',
    ...change,
  }
}

const MAKES_NO_SENSE = 'the rollout is not paused'

/** A rollout in the second of its three stages, updating, with what a test wants different. */
export function aRollout(change: Partial<RolloutView> = {}): RolloutView {
  return {
    id: 'ro1',
    state: 'updating',
    outcome: null,
    sentence: 'Stage 2 of 3 · updating · 2 hosts on the way',
    stage: 1,
    pauses: [],
    waits: ['2 hosts on the way'],
    wakeAt: null,
    groups: [
      {
        group: 'build',
        hosts: 10,
        from: { revision: 2, release: 'go1.22.12' },
        to: { revision: 3, release: 'go1.23.5', settings: {} },
      },
    ],
    reason: 'security fixes',
    actor: 'ada',
    createdAt: SAMPLE_TIME,
    finishedAt: null,
    hash: HASH,
    spec: aSpec(),
    hosts: 10,
    counts: counted({ done: 3, updating: 2, waiting: 5 }),
    stages: [
      aStage(0, { state: 'done', counts: counted({ done: 1 }) }),
      aStage(1, {
        size: '50%',
        hosts: 4,
        state: 'current',
        counts: counted({ done: 2, updating: 2 }),
      }),
      aStage(2, { size: '100%', hosts: 5, soakSeconds: 0 }),
    ],
    errors: [],
    commands: {
      pause: null,
      resume: MAKES_NO_SENSE,
      promote: 'promote makes no sense while it is updating; watch it and try again',
      approve: 'stage 2 needs no approval',
      retry: 'no host ended badly; there is nothing to retry',
      abort: null,
    },
    ...change,
  }
}

/** The same rollout, halted by failures. */
export function aHaltedRollout(change: Partial<RolloutView> = {}): RolloutView {
  return aRollout({
    sentence: 'Stage 2 of 3 · paused: stage 2: 2 hosts failed, 0 may',
    pauses: [
      {
        kind: 'breach',
        says: 'stage 2: 2 hosts failed, 0 may',
        remedy: 'Look at the hosts, then retry them, resume to accept them as they are, or abort.',
      },
    ],
    counts: counted({ done: 2, failed: 2, silent: 1, waiting: 5 }),
    errors: [{ code: 'disk_full', message: 'disk full', hosts: 2, names: ['ci-2', 'ci-3'] }],
    stages: [
      aStage(0, { state: 'done', counts: counted({ done: 1 }) }),
      aStage(1, {
        size: '50%',
        hosts: 4,
        state: 'current',
        counts: counted({ done: 1, failed: 2, silent: 1 }),
        budgets: [
          { name: 'failed', used: 2, limit: 0 },
          { name: 'silent', used: 1, limit: 1 },
          { name: 'rolledBack', used: 0, limit: 0 },
        ],
      }),
      aStage(2, { size: '100%', hosts: 5, soakSeconds: 0 }),
    ],
    commands: {
      pause: null,
      resume: null,
      promote: 'promote makes no sense while it is updating; watch it and try again',
      approve: 'stage 2 needs no approval',
      retry: null,
      abort: null,
    },
    ...change,
  })
}

export function aRolloutHost(host: string, change: Partial<RolloutHost> = {}): RolloutHost {
  return {
    host,
    group: 'build',
    stage: 0,
    progress: 'done',
    says: 'on the new revision, proved',
    at: SAMPLE_TIME,
    online: true,
    actual: 'go1.23.5',
    ...change,
  }
}

/** What the server would do with `aSpec`. */
export function aRolloutPlan(change: Partial<RolloutPlan> = {}): RolloutPlan {
  return {
    hash: HASH,
    spec: aSpec(),
    groups: [
      {
        group: 'build',
        hosts: 10,
        from: { revision: 2, release: 'go1.22.12' },
        to: { revision: null, release: 'go1.23.5', settings: {} },
      },
    ],
    resolved: { asked: '1.23', release: 'go1.23.5' },
    hosts: 10,
    stages: [
      {
        size: 1,
        hosts: 1,
        names: ['ci-1'],
        platforms: { 'linux/amd64': 1 },
        spread: {},
      },
      {
        size: '50%',
        hosts: 4,
        names: ['ci-2', 'ci-3', 'ci-4', 'ci-5'],
        platforms: { 'linux/amd64': 3, 'linux/arm64': 1 },
        spread: {},
      },
      {
        size: '100%',
        hosts: 5,
        names: ['ci-6', 'ci-7', 'ci-8', 'ci-9', 'ci-10'],
        platforms: { 'linux/amd64': 5 },
        spread: {},
      },
    ],
    notes: [],
    conflicts: [],
    download: { hosts: 8, bytes: 530_000_000 },
    canGoBack: 9,
    atLeastSeconds: 1_200,
    warnings: [],
    ...change,
  }
}

export function aDrill(change: Partial<DrillView> = {}): DrillView {
  return {
    id: 'dr1',
    group: 'build',
    host: 'ci-1',
    state: 'passed',
    from: 'go1.23.5',
    to: 'go1.22.12',
    startedAt: SAMPLE_TIME,
    finishedAt: SAMPLE_TIME,
    backMs: 1_240,
    forthMs: 1_610,
    says: 'went back and forth, proved both times',
    actor: 'ada',
    ...change,
  }
}
