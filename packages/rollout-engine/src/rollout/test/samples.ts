import type { HostFacts, Inventory } from '../facts.js'
import type { Budget, RolloutPolicy, StagePolicy } from '../policy.js'

export const NO_BUDGET: Budget = {
  failed: { kind: 'count', hosts: 0 },
  silent: { kind: 'count', hosts: 0 },
  rolledBack: { kind: 'count', hosts: 0 },
}

/** A stage of one host with no soak, gate or approval, which pauses at the first failure. */
export function stage(over: Partial<StagePolicy> = {}): StagePolicy {
  return {
    size: { kind: 'count', hosts: 1 },
    concurrency: null,
    rampFrom: null,
    soakMs: 0,
    budget: NO_BUDGET,
    gates: [],
    approvals: 0,
    onFailure: 'pause',
    ...over,
  }
}

/** One canary, then everyone. */
export function policy(over: Partial<RolloutPolicy> = {}): RolloutPolicy {
  return {
    stages: [stage(), stage({ size: { kind: 'percent', percent: 100 } })],
    silentAfterMs: 60_000,
    spreadBy: null,
    domainCap: null,
    windows: [],
    startAt: null,
    ...over,
  }
}

/** An online host that has the old state and has not been asked for another. */
export function host(id: string, over: Partial<HostFacts> = {}): HostFacts {
  return {
    id,
    name: id,
    group: 'build',
    platform: 'linux/amd64',
    labels: {},
    online: true,
    seenAt: 0,
    assigned: 'from',
    evidence: { kind: 'proved' },
    ...over,
  }
}

/** A fleet in which nothing is frozen, recalled or answered. */
export function inventory(hosts: readonly HostFacts[], over: Partial<Inventory> = {}): Inventory {
  return { hosts, frozen: null, groupWindows: [], recalled: null, answers: [], ...over }
}
