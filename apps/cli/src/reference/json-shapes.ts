import {
  appliedFleet,
  attentionItem,
  auditEntry,
  auditVerification,
  bulkResult,
  createdEnrollmentToken,
  deliveryView,
  drillSchedules,
  drillView,
  enrollmentToken,
  fleetDiff,
  fleetStatus,
  freezeView,
  groupView,
  hostDetail,
  hostEvent,
  hostRollbackResult,
  hostView,
  liftResult,
  recallView,
  recheckResult,
  releaseView,
  revisionView,
  role,
  rollbackPlan,
  rollbackView,
  rolloutEvent,
  rolloutPlan,
  rolloutView,
  setDesiredResult,
  signedCertificate,
  stateCounts,
  syncResult,
  webhookCreated,
  webhookView,
} from '@goherd/protocol'
import { z } from 'zod'
import { SHELLS } from '../completion/scripts.js'
import { diagnosis } from '../doctor/finding.js'

/** What a command prints with `--json`: one value, or one on each line. */
export interface JsonShape {
  readonly schema: z.ZodType
  readonly isStream?: boolean
}

const one = (schema: z.ZodType): JsonShape => ({ schema })
const many = (schema: z.ZodType): JsonShape => ({ schema: z.array(schema) })
const lines = (schema: z.ZodType): JsonShape => ({ schema, isStream: true })

const status = fleetStatus.extend({ attention: z.array(attentionItem), byGroup: z.array(groupView) })
const server = z.object({ server: z.string(), source: z.string(), context: z.string().nullable() })
const revisionChange = z.object({
  what: z.enum(['release', 'setting', 'policy']),
  name: z.string(),
  from: z.string().nullable(),
  to: z.string().nullable(),
})
const watched = z.discriminatedUnion('type', [
  z.object({ type: z.literal('event'), event: rolloutEvent }),
  z.object({ type: z.literal('rollout'), rollout: rolloutView }),
  z.object({ type: z.literal('outcome'), outcome: rolloutView.shape.outcome, rollout: rolloutView }),
])

const FLEET: Readonly<Record<string, JsonShape>> = {
  status: one(status),
  'status --watch': lines(status),
  drift: many(hostView),
  'drift --explain': one(hostDetail),
  lift: one(liftResult),
  freeze: one(freezeView.nullable()),
  'releases ls': many(releaseView),
  'releases sync': one(syncResult),
  'releases recall': one(recallView),
  'releases lift': one(recallView),
  'audit ls': many(auditEntry),
  'audit verify': one(auditVerification),
  'audit export': lines(auditEntry),
  plan: one(fleetDiff),
  apply: one(appliedFleet),
}

const HOSTS_AND_GROUPS: Readonly<Record<string, JsonShape>> = {
  'hosts ls': many(hostView),
  'hosts get': one(hostDetail),
  'hosts logs': many(hostEvent),
  'hosts recheck': one(z.union([recheckResult.extend({ host: z.string() }), bulkResult])),
  'hosts label': one(bulkResult),
  'hosts rm': one(bulkResult),
  'hosts rollback': one(hostRollbackResult),
  'hosts rollback --wait': one(hostDetail.extend(hostRollbackResult.shape)),
  'groups ls': many(groupView),
  'groups get': one(groupView),
  'groups set': one(setDesiredResult),
  'groups set --wait': one(
    setDesiredResult.extend({ converged: z.boolean(), byState: stateCounts, total: z.number().int() }),
  ),
  'groups windows': one(groupView),
  'groups history': many(revisionView),
  'groups diff': one(
    z.object({ group: z.string(), from: revisionView, to: revisionView, changes: z.array(revisionChange) }),
  ),
}

const CHANGES: Readonly<Record<string, JsonShape>> = {
  'rollout plan': one(rolloutPlan),
  'rollout start': one(rolloutView),
  'rollout start --watch': lines(watched),
  'rollout ls': many(rolloutView),
  'rollout get': one(rolloutView),
  'rollout watch': lines(watched),
  'rollout pause': one(rolloutView),
  'rollout resume': one(rolloutView),
  'rollout promote': one(rolloutView),
  'rollout approve': one(rolloutView),
  'rollout retry': one(rolloutView),
  'rollout abort': one(rolloutView),
  rollback: one(rollbackView),
  'rollback --dry-run': one(rollbackPlan),
  'rollback ls': many(rollbackView),
  'rollback get': one(rollbackView),
  'rollback certificate': one(signedCertificate),
  'drill run': one(drillView),
  'drill ls': many(drillView),
  'drill schedule': one(drillSchedules.shape.schedules),
}

const ACCESS: Readonly<Record<string, JsonShape>> = {
  'webhooks ls': many(webhookView),
  'webhooks add': one(webhookCreated),
  'webhooks rm': many(webhookView),
  'webhooks deliveries': many(deliveryView),
  'webhooks redeliver': one(deliveryView),
  'webhooks test': one(deliveryView),
  login: one(z.object({ context: z.string(), server: z.string(), name: z.string(), role, file: z.string() })),
  'contexts ls': many(z.object({ context: z.string(), server: z.string(), current: z.boolean() })),
  'contexts use': one(z.object({ context: z.string(), server: z.string() })),
  'contexts show': one(server),
  'contexts rename': one(z.object({ context: z.string(), was: z.string() })),
  'contexts rm': one(z.object({ context: z.string(), removed: z.literal(true) })),
  'enroll token create': one(createdEnrollmentToken.extend({ command: z.string() })),
  'enroll token ls': many(enrollmentToken),
  'enroll token revoke': one(enrollmentToken),
  doctor: one(diagnosis),
  completion: one(z.object({ shell: z.enum(SHELLS), script: z.string() })),
}

/** What each command prints with `--json`, by its words and, where that changes the shape, an option. `demo` prints nothing. */
export const JSON_SHAPES: Readonly<Record<string, JsonShape>> = {
  ...FLEET,
  ...HOSTS_AND_GROUPS,
  ...CHANGES,
  ...ACCESS,
}
