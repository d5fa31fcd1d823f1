import { z } from 'zod'
import { reason, timestamp } from '../values.js'

/** A release that nothing goes to until the recall is lifted or expires. Rollbacks to it are refused as well. */
export const recallView = z.object({
  release: z.string(),
  reason: z.string(),
  by: z.string(),
  since: timestamp,
  /** null: until a person lifts it. */
  expiresAt: timestamp.nullable(),
  /** SHA-256 of the release's archives: a re-published one under another name is recalled too. */
  digests: z.array(z.string()),
})
export type RecallView = z.infer<typeof recallView>
/** A recall with how it ended; null while nobody lifted it. */
export const endedRecall = recallView.extend({
  liftedAt: timestamp.nullable(),
  liftedBy: z.string().nullable(),
})
export type EndedRecall = z.infer<typeof endedRecall>
export const recallList = z.object({ recalls: z.array(recallView) })
export const recallRelease = z.object({
  reason: reason.min(1, 'say why'),
  expiresAt: timestamp.nullable().default(null),
})
export const liftRecall = z.object({ reason: reason.default('') })
