import type { GroupView, HostDetail, RevisionView, RollbackPlan, RollbackView } from '@goherd/protocol'

/** What the in-test server knows: two hosts in group build, one of them drifted, and one offline host in canary. */
export const NOW = '2026-05-04T10:00:00.000Z'
const DIGEST = 'a'.repeat(64)

export function hostDetail(name: string, over: Partial<HostDetail> = {}): HostDetail {
  return {
    id: `id-${name}`,
    name,
    group: 'build',
    labels: { env: 'prod' },
    platform: 'linux/amd64',
    root: `/srv/${name}`,
    agentVersion: '0.1.0',
    state: 'in-sync',
    online: true,
    lastSeenAt: NOW,
    wanted: 'go1.22.12',
    actual: 'go1.22.12',
    wantedFrom: { kind: 'revision', number: 2 },
    wantedEpoch: 7,
    epoch: 7,
    drift: [],
    phase: { kind: 'idle' },
    proved: true,
    error: null,
    goSource: null,
    maintenance: null,
    enrolledAt: NOW,
    facts: {
      hostname: name,
      platform: 'linux/amd64',
      root: `/srv/${name}`,
      agentVersion: '0.1.0',
      nodeVersion: '20.20.2',
    },
    wantedSettings: { GOFLAGS: '-mod=readonly' },
    observed: {
      link: { kind: 'managed', release: 'go1.22.12' },
      settings: { GOFLAGS: '-mod=readonly' },
      goVersion: 'go1.22.12',
      bytes: { kind: 'unchecked' },
      proof: DIGEST,
      installed: [{ release: 'go1.22.12', treeDigest: DIGEST, size: 230_000_000 }],
      snapshots: [
        {
          id: 'snap-1',
          parent: null,
          release: 'go1.21.13',
          treeDigest: DIGEST,
          settings: {},
          reason: 'before go1.22.12',
          takenAt: NOW,
        },
      ],
    },
    expectedProof: DIGEST,
    setLabels: {},
    ...over,
  }
}

export function fleetHosts(): HostDetail[] {
  return [
    hostDetail('ci-1'),
    hostDetail('ci-2', {
      state: 'drifted',
      actual: 'go1.21.13',
      proved: false,
      drift: [
        {
          kind: 'link',
          reason: 'the current link leads to go1.21.13; it should lead to go1.22.12',
          expected: 'go1.22.12',
          found: 'go1.21.13',
        },
      ],
    }),
    hostDetail('edge-1', { group: 'canary', state: 'offline', online: false }),
  ]
}

export function groupView(name: string, over: Partial<GroupView> = {}): GroupView {
  return {
    id: `id-${name}`,
    name,
    managed: true,
    hosts: {
      total: 2,
      byState: { 'in-sync': 1, updating: 0, drifted: 1, failed: 0, offline: 0, unmanaged: 0 },
    },
    revision: 2,
    desired: { release: 'go1.22.12', settings: { GOFLAGS: '-mod=readonly' }, policy: {} },
    epoch: 7,
    windows: [],
    rollout: null,
    ...over,
  }
}

export function revision(number: number, over: Partial<RevisionView> = {}): RevisionView {
  return {
    revision: number,
    group: 'build',
    parent: number === 1 ? null : number - 1,
    release: number === 1 ? 'go1.21.13' : 'go1.22.12',
    settings: {},
    policy: {},
    digest: DIGEST,
    author: 'ada',
    reason: `step ${number}`,
    createdAt: NOW,
    current: number === 2,
    goodAt: number === 1 ? NOW : null,
    ...over,
  }
}

const ROLLED_GROUP = {
  group: 'build',
  hosts: 2,
  from: { revision: 2, release: 'go1.22.12' },
  to: { revision: 1, release: 'go1.21.13', settings: {} },
  note: 'the last one proved',
}

export function plan(over: Partial<RollbackPlan> = {}): RollbackPlan {
  const host = (name: string, from: string) => ({ name, group: 'build', from, to: 'go1.21.13', note: '' })
  return {
    id: 'plan-1',
    expiresAt: '2026-05-04T10:01:00.000Z',
    scope: { kind: 'group', group: 'build' },
    target: 'last-good',
    groups: [ROLLED_GROUP],
    hosts: 2,
    willChange: [host('ci-1', 'go1.22.12')],
    already: [host('ci-2', 'go1.21.13')],
    offline: [],
    cannot: [],
    bytesOnHost: 1,
    held: 0,
    stops: [],
    recalls: [],
    confirm: 'ROLL BACK 2',
    freezes: true,
    ...over,
  }
}

export function rollback(over: Partial<RollbackView> = {}): RollbackView {
  return {
    id: 'rb-1',
    state: 'running',
    scope: { kind: 'group', group: 'build' },
    target: 'last-good',
    reason: 'cgo is broken',
    actor: 'ada',
    startedAt: NOW,
    finishedAt: null,
    groups: [ROLLED_GROUP],
    hosts: 2,
    proved: 0,
    failed: [],
    pending: ['ci-1', 'ci-2'],
    debt: [],
    provedHosts: [],
    ...over,
  }
}

export function rolledBack(): RollbackView {
  return rollback({
    state: 'complete',
    finishedAt: '2026-05-04T10:00:04.200Z',
    proved: 2,
    pending: [],
    provedHosts: ['ci-1', 'ci-2'].map((host) => ({ host, digest: DIGEST, afterMs: 900 })),
  })
}
