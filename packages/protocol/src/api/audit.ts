import { z } from 'zod'
import { timestamp } from '../values.js'

export const auditEntry = z.object({
  id: z.number().int(),
  at: timestamp,
  actor: z.string(),
  /** Dotted noun.verb, such as `group.set` or `rollback.complete`. */
  action: z.string(),
  /** What it was done to: `group:build`, `host:ci-1`. */
  target: z.string(),
  reason: z.string(),
  outcome: z.enum(['done', 'refused', 'failed']),
  /** One sentence a person can read. */
  summary: z.string(),
})
export type AuditEntry = z.infer<typeof auditEntry>
export const auditQuery = z.object({
  target: z.string().max(200).optional(),
  before: z.coerce.number().int().optional(),
  limit: z.coerce.number().int().min(1).max(500).optional(),
})
export const auditList = z.object({ entries: z.array(auditEntry) })
