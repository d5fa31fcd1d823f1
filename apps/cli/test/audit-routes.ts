import { type AuditEntry, attentionList, auditList, auditVerification } from '@goherd/protocol'
import { NOW } from './fleet.js'
import type { Route } from './protocol-server.js'

/** The audit log of the in-test server. */
export interface AuditState {
  /** So many entries there are, 1 the oldest. */
  entries: number
  broken: { readonly id: number; readonly says: string } | null
}

export function auditState(): AuditState {
  return { entries: 9, broken: null }
}

function entry(id: number, target: string): AuditEntry {
  return {
    id,
    at: NOW,
    actor: 'ada',
    action: 'group.set',
    target,
    reason: 'red\u001b[31m alert',
    outcome: 'done',
    summary: 'build is set to go1.22.12',
  }
}

/** What needs attention. */
export function overviewRoutes(): Route[] {
  return [
    {
      on: 'GET /api/fleet/attention',
      answer: attentionList,
      give: () => ({
        items: [
          {
            kind: 'drifted',
            id: 'drifted:link',
            says: '1 host: the link was moved',
            hint: null,
            hosts: 1,
            q: 'state:drifted',
            link: null,
            since: NOW,
          },
        ],
      }),
    },
  ]
}

export function auditRoutes(state: AuditState): Route[] {
  return [
    {
      on: 'GET /api/audit',
      answer: auditList,
      give: ({ query }) => {
        const newest = Math.min(state.entries, Number(query.get('before') ?? state.entries + 1) - 1)
        const count = Math.min(newest, Number(query.get('limit') ?? 100))
        const target = query.get('target') ?? 'group:build'
        return { entries: Array.from({ length: count }, (_, n) => entry(newest - n, target)) }
      },
    },
    {
      on: 'GET /api/audit/verify',
      answer: auditVerification,
      give: () => ({
        ok: state.broken === null,
        entries: state.entries,
        unsealed: 1,
        head: 'd'.repeat(64),
        broken: state.broken,
      }),
    },
  ]
}
