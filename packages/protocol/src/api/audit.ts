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
export const auditFilter = z.object({
  target: z.string().max(200).optional(),
  actor: z.string().max(200).optional(),
  /** A whole action, or its noun: `rollback`. */
  action: z.string().max(100).optional(),
  outcome: z.enum(['done', 'refused', 'failed']).optional(),
  /** Words, each of which occurs in summary, reason, actor or target. */
  search: z.string().max(200).optional(),
  since: timestamp.optional(),
  until: timestamp.optional(),
})
export type AuditFilter = z.infer<typeof auditFilter>
export const auditQuery = auditFilter.extend({
  before: z.coerce.number().int().optional(),
  limit: z.coerce.number().int().min(1).max(500).optional(),
})
export const auditList = z.object({ entries: z.array(auditEntry) })
/** Answered as a file, oldest first: a line of JSON or of CSV (with a heading) for each entry. */
export const auditExportQuery = auditFilter.extend({ format: z.enum(['ndjson', 'csv']).default('ndjson') })
/** Names that occur, for filters. */
export const auditFacets = z.object({ actors: z.array(z.string()), actions: z.array(z.string()) })

/**
 * Every entry is sealed with SHA-256 over itself and the seal before it, so that one that was changed or taken away shows.
 * `head` is the newest seal: written down elsewhere, it proves the log up to it.
 */
export const auditVerification = z.object({
  ok: z.boolean(),
  entries: z.number().int(),
  /** Entries of the last seconds, which have no seal yet. */
  unsealed: z.number().int(),
  head: z.string().nullable(),
  /** The first entry that does not fit; null when all do. */
  broken: z.object({ id: z.number().int(), says: z.string() }).nullable(),
})
export type AuditVerification = z.infer<typeof auditVerification>
