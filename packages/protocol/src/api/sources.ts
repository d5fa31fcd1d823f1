import { z } from 'zod'
import { name, timestamp } from '../values.js'

/** Where releases come from: the configured source first, then mirrors in their order. The digest of the catalogue decides, not the place. */
export const sourceView = z.object({
  /** `source` is the configured one, which only the server's settings change. */
  name,
  url: z.string(),
  configured: z.boolean(),
  position: z.number().int(),
  createdBy: z.string().nullable(),
  createdAt: timestamp.nullable(),
  /** The newest use or test. */
  last: z.object({ at: timestamp, ok: z.boolean(), says: z.string() }).nullable(),
})
export type SourceView = z.infer<typeof sourceView>
export const sourceList = z.object({ sources: z.array(sourceView) })
export const createMirror = z.object({
  name,
  url: z.url({ protocol: /^https?$/ }).max(2_000),
})
/** Names of all mirrors in the order they are to be asked. */
export const orderMirrors = z.object({ names: z.array(name).max(50) })

/** What was tried, in order; it ends with the first step that failed. */
export const sourceTest = z.object({
  ok: z.boolean(),
  steps: z.array(
    z.object({
      step: z.enum(['reach', 'catalogue', 'archive', 'digest']),
      ok: z.boolean(),
      /** What was asked, and what came back. */
      says: z.string(),
      hint: z.string().nullable(),
      ms: z.number(),
    }),
  ),
})
export type SourceTest = z.infer<typeof sourceTest>
