import { type RolloutRequest, type RolloutSpec, rolloutSpec } from '@goherd/protocol'
import type { HostFacts, RolloutState } from '@goherd/rollout-engine'
import { makeHead } from '../make-head.js'
import type { LoadedRollout } from '../rollout.reader.js'
import { toPolicy } from '../to-policy.js'

/** One canary, then everyone. */
export function spec(over: Partial<RolloutRequest> = {}): RolloutSpec {
  return rolloutSpec.parse({
    groups: ['build'],
    change: { go: '1.22' },
    stages: [{ size: 1 }, { size: '100%' }],
    ...over,
  })
}

/** Two hosts in two stages, of which nothing has begun. */
export function state(over: Partial<RolloutState> = {}): RolloutState {
  const none = { pauses: [], hosts: {}, gates: [], approvals: [] }
  return { phase: { kind: 'scheduled' }, stages: [['h1'], ['h2']], ...none, ...over }
}

/** An online host on the old state. */
export function host(id: string, over: Partial<HostFacts> = {}): HostFacts {
  return {
    ...{ id, name: `ci-${id}`, group: 'build', platform: 'linux/amd64', labels: {}, online: true },
    ...{ seenAt: 1_000, assigned: 'from', evidence: { kind: 'proved' } },
    ...over,
  }
}

/** A rollout as it is loaded, from revision 1 to 2. */
export function loaded(
  over: Partial<RolloutState> = {},
  request: Partial<RolloutRequest> = {},
): LoadedRollout {
  const asked = spec(request)
  const policy = toPolicy(asked)
  const now = state(over)
  return {
    ...{ id: 'r1', version: 3, spec: asked, policy, hash: 'a'.repeat(64), startEpoch: 10 },
    ...{ reason: 'a newer Go', actor: 'Ada', createdAt: new Date(0), state: now },
    head: makeHead({ state: now, policy, waits: [], wakeAt: null, asks: [], now: 0 }),
    groups: [
      {
        ...{ id: 'g1', name: 'build' },
        from: { revision: 1, release: 'go1.21.13' },
        to: { revision: 2, release: 'go1.22.12' },
      },
    ],
    members: new Map([
      ['h1', { host: 'ci-h1', groupId: 'g1' }],
      ['h2', { host: 'ci-h2', groupId: 'g1' }],
    ]),
  }
}
