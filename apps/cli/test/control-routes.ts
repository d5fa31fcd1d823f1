import {
  createWebhook,
  deliveryList,
  deliveryView,
  drillList,
  drillSchedule,
  drillSchedules,
  drillView,
  fleetStatus,
  freezeRequest,
  liftRecall,
  recallRelease,
  recallView,
  signedCertificate,
  startDrill,
  webhookCreated,
  webhookList,
} from '@goherd/protocol'
import { NOW, rolledBack } from './fleet.js'
import type { Route } from './protocol-server.js'

const RECALL = {
  ...{ release: 'go1.23.5', reason: 'miscompiles', by: 'ada', since: NOW },
  ...{ expiresAt: null, digests: [] },
}

/** Recalls, the freeze, and certificates of rollbacks. */
export function recallRoutes(): Route[] {
  const hosts = { total: 3, inSync: 3, drifted: 0, updating: 0, offline: 0, failed: 0, unmanaged: 0 }
  const freeze = { reason: 'release day', by: 'ada', since: NOW }
  const status = {
    ...{ hosts, unsupported: 0, frozen: true, freeze, releases: [], groups: 1 },
    ...{ runningRollbacks: [], runningRollouts: [], serverVersion: '0.1.0' },
  }
  const certificate = {
    ...{ format: 1, kind: 'rollback-certificate', rollback: rolledBack(), hosts: [], issuedAt: NOW },
    issuer: 'goherd',
  }
  return [
    {
      on: 'POST /api/releases/:release/recall',
      request: recallRelease,
      answer: recallView,
      give: () => RECALL,
    },
    {
      on: 'POST /api/releases/:release/recall/lift',
      request: liftRecall,
      answer: recallView,
      give: () => RECALL,
    },
    { on: 'POST /api/fleet/freeze', request: freezeRequest, answer: fleetStatus, give: () => status },
    {
      on: 'GET /api/rollbacks/:id/certificate',
      answer: signedCertificate,
      give: () => ({ certificate, signature: 'a.b.c', publicKey: 'key' }),
    },
  ]
}

export function webhookRoutes(): Route[] {
  const webhook = {
    ...{ name: 'desk', url: 'https://desk.example.com', events: [], format: 'json', createdAt: NOW },
    ...{ createdBy: 'ada', last: null },
  }
  const delivery = {
    ...{ id: 'del-1', webhook: 'desk', event: 'rollout.paused', at: NOW, state: 'delivered', attempts: 1 },
    ...{ status: 200, says: 'answered 200', nextAt: null, payload: {} },
  }
  return [
    { on: 'GET /api/webhooks', answer: webhookList, give: () => ({ webhooks: [webhook] }) },
    {
      on: 'POST /api/webhooks',
      request: createWebhook,
      answer: webhookCreated,
      give: () => ({ webhook, secret: 'whsec_once' }),
    },
    { on: 'DELETE /api/webhooks/:name', answer: webhookList, give: () => ({ webhooks: [] }) },
    {
      on: 'GET /api/webhooks/:name/deliveries',
      answer: deliveryList,
      give: () => ({ deliveries: [delivery] }),
    },
    {
      on: 'POST /api/webhooks/:name/deliveries/:id/redeliver',
      answer: deliveryView,
      give: () => ({ ...delivery, state: 'waiting' }),
    },
    { on: 'POST /api/webhooks/:name/test', answer: deliveryView, give: () => delivery },
  ]
}

export function drillRoutes(): Route[] {
  const drill = {
    ...{ id: 'd-1', group: 'build', host: 'ci-1', state: 'going-back', from: 'go1.23.5', to: 'go1.22.12' },
    ...{ startedAt: NOW, finishedAt: null, backMs: null, forthMs: null, says: 'goes back', actor: 'ada' },
  }
  const passed = { ...drill, state: 'passed', finishedAt: NOW, backMs: 1300, forthMs: 900 }
  const failed = { ...passed, id: 'd-0', state: 'failed', says: 'disk full' }
  const schedules = [{ group: 'build', everyDays: 7, nextAt: NOW }]
  return [
    { on: 'GET /api/drills', answer: drillList, give: () => ({ drills: [passed, failed] }) },
    {
      on: 'POST /api/drills',
      request: startDrill,
      answer: drillView,
      give: ({ body }) =>
        JSON.stringify(body).includes('"bad"') ? { ...drill, id: 'd-0', group: 'bad' } : drill,
    },
    { on: 'GET /api/drills/schedules', answer: drillSchedules, give: () => ({ schedules }) },
    {
      on: 'PUT /api/drills/schedules',
      request: drillSchedule,
      answer: drillSchedules,
      give: () => ({ schedules }),
    },
  ]
}
