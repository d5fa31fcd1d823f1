import type {
  FleetStatus,
  GroupHistory,
  GroupView,
  HostDetail,
  HostView,
  Me,
  ReleaseView,
  RevisionView,
  RollbackPlan,
  RollbackView,
} from '@goherd/protocol'
import type { HostList } from '../api/answers'

/** The moment all samples are made at. */
export const SAMPLE_TIME = '2026-03-04T05:06:07.000Z'
const DIGEST = 'a'.repeat(64)

/** A host that is as wanted, with what a test wants different. */
export function aHost(change: Partial<HostView> = {}): HostView {
  const name = change.name ?? 'ci-1'
  return {
    id: `id-${name}`,
    name,
    group: 'build',
    labels: {},
    platform: 'linux/amd64',
    root: '/var/lib/goherd',
    agentVersion: '0.1.0',
    state: 'in-sync',
    online: true,
    lastSeenAt: SAMPLE_TIME,
    wanted: 'go1.22.12',
    actual: 'go1.22.12',
    wantedFrom: { kind: 'revision', number: 2 },
    wantedEpoch: 4,
    epoch: 4,
    drift: [],
    phase: { kind: 'idle' },
    proved: true,
    error: null,
    goSource: null,
    maintenance: null,
    ...change,
  }
}

/** The same host with everything its page shows. */
export function aHostDetail(change: Partial<HostDetail> = {}): HostDetail {
  return {
    ...aHost(),
    enrolledAt: SAMPLE_TIME,
    facts: {
      hostname: 'ci-1.example',
      platform: 'linux/amd64',
      root: '/var/lib/goherd',
      agentVersion: '0.1.0',
      nodeVersion: 'v20.20.0',
    },
    setLabels: {},
    wantedSettings: {},
    observed: {
      link: { kind: 'managed', release: 'go1.22.12' },
      settings: {},
      goVersion: 'go1.22.12',
      bytes: { kind: 'intact', checkedAt: SAMPLE_TIME },
      proof: DIGEST,
      installed: [{ release: 'go1.22.12', treeDigest: DIGEST, size: 238_000_000 }],
      snapshots: [],
    },
    expectedProof: DIGEST,
    ...change,
  }
}

/** One page of a host list that holds all of it. */
export function aHostList(...hosts: HostView[]): HostList {
  return { hosts: [...hosts], total: hosts.length }
}

export function aStatus(change: Partial<FleetStatus> = {}): FleetStatus {
  return {
    hosts: { total: 3, inSync: 3, drifted: 0, updating: 0, offline: 0, failed: 0, unmanaged: 0 },
    unsupported: 0,
    offlineLong: 0,
    frozen: false,
    freeze: null,
    releases: [{ release: 'go1.22.12', hosts: 3, wanted: true, support: 'supported' }],
    groups: 1,
    runningRollbacks: [],
    runningRollouts: [],
    serverVersion: '0.1.0',
    ...change,
  }
}

export function aGroup(change: Partial<GroupView> = {}): GroupView {
  return {
    id: 'g1',
    name: 'build',
    managed: true,
    hosts: {
      total: 3,
      byState: { 'in-sync': 2, updating: 0, drifted: 1, failed: 0, offline: 0, unmanaged: 0 },
    },
    revision: 2,
    desired: { release: 'go1.22.12', settings: { GOFLAGS: '-trimpath' }, policy: {} },
    epoch: 4,
    windows: [],
    rollout: null,
    ...change,
  }
}

export function aRevision(revision: number, change: Partial<RevisionView> = {}): RevisionView {
  return {
    revision,
    group: 'build',
    parent: revision === 1 ? null : revision - 1,
    release: 'go1.22.12',
    settings: {},
    policy: {},
    digest: DIGEST,
    author: 'ada',
    reason: '',
    createdAt: SAMPLE_TIME,
    current: false,
    goodAt: null,
    ...change,
  }
}

export function aHistory(...revisions: readonly RevisionView[]): GroupHistory {
  return { revisions: [...revisions], assignments: [] }
}

export function aRelease(release: string, change: Partial<ReleaseView> = {}): ReleaseView {
  return {
    release,
    stable: true,
    support: 'supported',
    hosts: 0,
    wantedBy: 0,
    recall: null,
    archives: [],
    ...change,
  }
}

export function aRollback(change: Partial<RollbackView> = {}): RollbackView {
  return {
    id: 'rb1',
    state: 'running',
    scope: { kind: 'fleet' },
    target: 'last-good',
    reason: 'builds break',
    actor: 'ada',
    startedAt: SAMPLE_TIME,
    finishedAt: null,
    groups: [],
    hosts: 3,
    proved: 0,
    failed: [],
    pending: [],
    debt: [],
    provedHosts: [],
    ...change,
  }
}

export function aPlan(change: Partial<RollbackPlan> = {}): RollbackPlan {
  return {
    id: 'plan1',
    expiresAt: '2999-01-01T00:00:00.000Z',
    scope: { kind: 'fleet' },
    target: 'last-good',
    groups: [],
    hosts: 3,
    willChange: [],
    already: [],
    offline: [],
    cannot: [],
    bytesOnHost: 0,
    held: 0,
    confirm: 'ROLL BACK 3',
    freezes: true,
    stops: [],
    recalls: [],
    ...change,
  }
}

export const OPERATOR: Me = {
  name: 'Ada Lovelace',
  email: 'ada@example.com',
  role: 'operator',
  via: 'session',
}
export const VIEWER: Me = { ...OPERATOR, role: 'viewer' }
