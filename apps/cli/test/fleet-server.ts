import { matchesHost, parseHostQuery } from '@goherd/host-query'
import {
  bulkRequest,
  bulkResult,
  createdEnrollmentToken,
  createEnrollmentToken,
  createGroup,
  driftReport,
  enrollmentToken,
  enrollmentTokenList,
  fleetStatus,
  groupHistory,
  groupList,
  groupView as groupViewSchema,
  hostDetail as hostDetailSchema,
  hostList,
  hostRollbackRequest,
  hostRollbackResult,
  hostTimeline,
  liftRequest,
  liftResult,
  me,
  planRequest,
  type RollbackView,
  recheckRequest,
  recheckResult,
  releaseList,
  rollbackList,
  rollbackPlan,
  rollbackView,
  setDesired,
  setDesiredResult,
  setWindows,
  startRollback,
  syncResult,
} from '@goherd/protocol'
import { type AuditState, auditRoutes, auditState, overviewRoutes } from './audit-routes.js'
import { drillRoutes, recallRoutes, webhookRoutes } from './control-routes.js'
import { fleetHosts, groupView, NOW, plan, revision, rollback, rolledBack } from './fleet.js'
import { type ProtocolServer, type Route, startProtocolServer } from './protocol-server.js'
import { fleetFileRoutes, type RolloutFleet, rolloutRoutes, rolloutState } from './rollout-routes.js'

/** What of the fleet a test may change while the server runs. */
interface FleetState {
  /** What each look at the rollback finds, in turn; the last one stays. */
  rollbackLooks: RollbackView[]
  /** What each look at group build finds of its hosts that are on their way. */
  updatingLooks: number[]
  plan: ReturnType<typeof plan>
  drifted: boolean
}

export interface FleetServer extends ProtocolServer {
  readonly state: FleetState
  readonly rollouts: RolloutFleet
  readonly audit: AuditState
}

/** The whole API over a small fleet. */
export async function startFleetServer(): Promise<FleetServer> {
  const state: FleetState = {
    rollbackLooks: [rollback({ proved: 1, pending: ['ci-2'] }), rolledBack()],
    updatingLooks: [0],
    plan: plan(),
    drifted: true,
  }
  const rollouts = rolloutState()
  const audit = auditState()
  const server = await startProtocolServer([
    ...readRoutes(state),
    ...overviewRoutes(),
    ...auditRoutes(audit),
    ...hostRoutes(),
    ...groupRoutes(state),
    ...rollbackRoutes(state),
    ...enrollmentRoutes(),
    ...rolloutRoutes(rollouts),
    ...fleetFileRoutes(rollouts),
    ...recallRoutes(),
    ...webhookRoutes(),
    ...drillRoutes(),
  ])
  return { ...server, state, rollouts, audit }
}

function fitsQuery(host: ReturnType<typeof fleetHosts>[number], q: string): boolean {
  const parsed = parseHostQuery(q)
  return parsed.ok && matchesHost(parsed.query, host, Date.parse(NOW))
}

function readRoutes(state: FleetState): Route[] {
  const hosts = { total: 3, inSync: 1, drifted: 1, updating: 0, offline: 1, failed: 0, unmanaged: 0 }
  return [
    {
      on: 'GET /api/me',
      answer: me,
      give: () => ({ name: 'ada', email: null, role: 'operator', via: 'token' }),
    },
    {
      on: 'GET /api/status',
      answer: fleetStatus,
      give: () => ({
        hosts,
        unsupported: 1,
        frozen: true,
        freeze: { reason: 'rolled back', by: 'ada', since: NOW },
        releases: [{ release: 'go1.22.12', hosts: 2, wanted: true, support: 'supported' }],
        groups: 2,
        runningRollbacks: [],
        runningRollouts: [{ id: 'ro-1', sentence: 'Stage 1 of 2 · updating', paused: false }],
        serverVersion: '0.1.0',
      }),
    },
    {
      on: 'GET /api/drift',
      answer: driftReport,
      give: () => ({ hosts: state.drifted ? fleetHosts().filter((h) => h.drift.length > 0) : [] }),
    },
    {
      on: 'GET /api/releases',
      answer: releaseList,
      give: () => ({
        source: 'https://go.dev/dl/',
        syncedAt: NOW,
        releases: ['go1.21.13', 'go1.22.12'].map((release) => ({
          release,
          stable: true,
          support: 'supported',
          hosts: 1,
          wantedBy: 1,
          recall: null,
          archives: [
            {
              filename: `${release}.linux-amd64.tar.gz`,
              platform: 'linux/amd64',
              sha256: 'b'.repeat(64),
              size: 9,
              kept: true,
            },
          ],
        })),
      }),
    },
    {
      on: 'POST /api/releases/sync',
      answer: syncResult,
      give: () => ({ source: 'https://go.dev/dl/', releases: 2, added: ['go1.22.12'], removed: [] }),
    },
    { on: 'POST /api/fleet/lift', request: liftRequest, answer: liftResult, give: () => ({ frozen: false }) },
  ]
}

function hostRoutes(): Route[] {
  return [
    {
      on: 'GET /api/hosts',
      answer: hostList,
      give: ({ query }) => {
        const matching = fleetHosts().filter(
          (h) =>
            (query.get('group') ?? h.group) === h.group &&
            (query.get('state') ?? h.state) === h.state &&
            h.name.includes(query.get('search') ?? '') &&
            fitsQuery(h, query.get('q') ?? ''),
        )
        const from = Number(query.get('offset'))
        // Two a page, so that a client that stops after the first page is found out.
        return { hosts: matching.slice(from, from + 2), total: matching.length }
      },
    },
    {
      on: 'GET /api/hosts/:name',
      answer: hostDetailSchema,
      give: ({ values }) => fleetHosts().find((h) => h.name === values[0]),
    },
    {
      on: 'GET /api/hosts/:name/timeline',
      answer: hostTimeline,
      give: () => ({
        events: [
          {
            id: 'e1',
            at: NOW,
            kind: 'switch',
            epoch: 7,
            release: 'go1.22.12',
            durationMs: 3,
            message: 'link moved',
          },
        ],
      }),
    },
    {
      on: 'POST /api/hosts/bulk',
      request: bulkRequest,
      answer: bulkResult,
      give: ({ body }) => {
        const { hosts } = bulkRequest.parse(body)
        if (hosts.kind === 'query') return { done: hosts.expected, refused: [] }
        const refused = hosts.names.filter((host) => host === 'edge-1')
        return {
          done: hosts.names.length - refused.length,
          refused: refused.map((host) => ({
            host,
            code: 'host_offline',
            message: 'the host is not connected',
          })),
        }
      },
    },
    {
      on: 'POST /api/hosts/:name/recheck',
      request: recheckRequest,
      answer: recheckResult,
      give: () => ({ accepted: true }),
    },
    {
      on: 'POST /api/hosts/:name/rollback',
      request: hostRollbackRequest,
      answer: hostRollbackResult,
      give: ({ values }) => ({ host: values[0], epoch: 7, snapshot: 'snap-1', release: 'go1.21.13' }),
    },
  ]
}

function groupRoutes(state: FleetState): Route[] {
  return [
    {
      on: 'GET /api/groups',
      answer: groupList,
      give: () => ({ groups: [groupView('build'), groupView('canary')] }),
    },
    {
      on: 'GET /api/groups/:name',
      answer: groupViewSchema,
      give: ({ values }) => {
        const [updating = 0] =
          state.updatingLooks.length > 1 ? state.updatingLooks.splice(0, 1) : state.updatingLooks
        const byState = { 'in-sync': 2 - updating, updating, drifted: 0, failed: 0, offline: 0, unmanaged: 0 }
        return groupView(values[0] ?? '', { epoch: 8, hosts: { total: 2, byState } })
      },
    },
    {
      on: 'POST /api/groups',
      request: createGroup,
      answer: groupViewSchema,
      give: () => groupView('fresh', { revision: null, desired: null }),
    },
    {
      on: 'PUT /api/groups/:name/windows',
      request: setWindows,
      answer: groupViewSchema,
      give: ({ values, body }) => ({ ...groupView(values[0] ?? ''), ...setWindows.parse(body) }),
    },
    {
      on: 'POST /api/groups/:name/desired',
      request: setDesired,
      answer: setDesiredResult,
      give: ({ values }) => ({
        group: values[0],
        revision: 3,
        release: 'go1.22.12',
        settings: {},
        digest: 'c'.repeat(64),
        epoch: 8,
        unchanged: false,
        resolved: { asked: '1.22', release: 'go1.22.12' },
        hosts: 2,
        warnings: ['go1.22 is not supported any more'],
      }),
    },
    {
      on: 'GET /api/groups/:name/history',
      answer: groupHistory,
      give: () => ({ revisions: [revision(1), revision(2)], assignments: [] }),
    },
  ]
}

function rollbackRoutes(state: FleetState): Route[] {
  return [
    { on: 'POST /api/rollbacks/plan', request: planRequest, answer: rollbackPlan, give: () => state.plan },
    { on: 'POST /api/rollbacks', request: startRollback, answer: rollbackView, give: () => rollback() },
    { on: 'GET /api/rollbacks', answer: rollbackList, give: () => ({ rollbacks: [rolledBack()] }) },
    {
      on: 'GET /api/rollbacks/:id',
      answer: rollbackView,
      give: () => (state.rollbackLooks.length > 1 ? state.rollbackLooks.shift() : state.rollbackLooks[0]),
    },
  ]
}

function enrollmentRoutes(): Route[] {
  const token = {
    id: 'tok-1',
    group: 'build',
    note: '',
    uses: 1,
    used: 0,
    createdBy: 'ada',
    createdAt: NOW,
    expiresAt: '2026-05-04T11:00:00.000Z',
    state: 'valid',
  }
  return [
    {
      on: 'POST /api/enrollment/tokens',
      request: createEnrollmentToken,
      answer: createdEnrollmentToken,
      give: () => ({ ...token, token: 'secret-once' }),
    },
    { on: 'GET /api/enrollment/tokens', answer: enrollmentTokenList, give: () => ({ tokens: [token] }) },
    {
      on: 'DELETE /api/enrollment/tokens/:id',
      answer: enrollmentToken,
      give: () => ({ ...token, state: 'revoked' }),
    },
  ]
}
