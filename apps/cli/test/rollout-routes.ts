import {
  appliedFleet,
  applyFleet,
  type FleetDiff,
  fleetDiff,
  planFleet,
  type RolloutView,
  rolloutCommand,
  rolloutEvents,
  rolloutList,
  rolloutPlan as rolloutPlanSchema,
  rolloutSpec,
  rolloutView as rolloutViewSchema,
  startRollout,
} from '@goherd/protocol'
import type { Route } from './protocol-server.js'
import { COMPLETED, HASH, rolloutPlan, rolloutView } from './rollout-samples.js'

/** What of rollouts a test may change while the server runs. */
export interface RolloutFleet {
  /** What each look at a rollout finds, in turn; the last one stays. */
  looks: RolloutView[]
  diff: FleetDiff
}

export function rolloutState(): RolloutFleet {
  const lines = ['go: go1.22.12 → go1.23.5']
  return {
    looks: [rolloutView(), COMPLETED],
    diff: {
      hash: HASH,
      changes: [{ group: 'build', kind: 'set', hosts: 2, lines, says: '' }],
      hosts: 2,
    },
  }
}

export function rolloutRoutes(state: RolloutFleet): Route[] {
  const at = '2026-05-04T10:00:00.000Z'
  const next = () => (state.looks.length > 1 ? state.looks.shift() : state.looks[0])
  return [
    {
      on: 'POST /api/rollouts/plan',
      request: rolloutSpec,
      answer: rolloutPlanSchema,
      give: () => rolloutPlan(),
    },
    { on: 'POST /api/rollouts', request: startRollout, answer: rolloutViewSchema, give: () => rolloutView() },
    { on: 'GET /api/rollouts', answer: rolloutList, give: () => ({ rollouts: [COMPLETED] }) },
    { on: 'GET /api/rollouts/:id', answer: rolloutViewSchema, give: next },
    {
      on: 'GET /api/rollouts/:id/events',
      answer: rolloutEvents,
      give: () => ({
        events: [
          { id: 2, at, kind: 'stage', says: 'stage 1 of 2, updating', actor: null },
          { id: 1, at, kind: 'started', says: 'rollout ro-1 of 4 hosts', actor: 'ada' },
        ],
      }),
    },
    {
      on: 'POST /api/rollouts/:id/commands',
      request: rolloutCommand,
      answer: rolloutViewSchema,
      give: () => state.looks.at(-1),
    },
  ]
}

export function fleetFileRoutes(state: RolloutFleet): Route[] {
  return [
    { on: 'POST /api/fleet-file/plan', request: planFleet, answer: fleetDiff, give: () => state.diff },
    {
      on: 'POST /api/fleet-file/apply',
      request: applyFleet,
      answer: appliedFleet,
      give: () => ({
        changes: state.diff.changes.map((change) => ({ ...change, revision: 12, rollout: null })),
      }),
    },
  ]
}
