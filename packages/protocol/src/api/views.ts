import { z } from 'zod'
import { timestamp } from '../values.js'

/** A way to look at hosts that somebody keeps: a query with its order, for oneself or for everybody. */
export const savedView = z.object({
  id: z.string(),
  name: z.string(),
  q: z.string(),
  sort: z.string().nullable(),
  order: z.enum(['asc', 'desc']).nullable(),
  shared: z.boolean(),
  /** Whose it is, and whether that is the caller. */
  owner: z.string(),
  own: z.boolean(),
  createdAt: timestamp,
})
export type SavedView = z.infer<typeof savedView>
export const savedViewList = z.object({ views: z.array(savedView) })
/** A name that the caller has already is replaced. */
export const saveView = z.object({
  name: z.string().trim().min(1).max(60),
  q: z.string().max(1_000),
  sort: z.string().max(32).nullable().default(null),
  order: z.enum(['asc', 'desc']).nullable().default(null),
  shared: z.boolean().default(false),
})
export type SaveView = z.input<typeof saveView>
