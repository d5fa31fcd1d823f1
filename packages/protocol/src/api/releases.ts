import { z } from 'zod'
import { timestamp } from '../values.js'
import { recallView } from './recalls.js'

export const releaseView = z.object({
  release: z.string(),
  stable: z.boolean(),
  support: z.enum(['supported', 'newer-patch', 'unsupported', 'unknown']),
  /** Hosts that have it active, and hosts it is wanted on. */
  hosts: z.number().int(),
  wantedBy: z.number().int(),
  /** Set while it is recalled. */
  recall: recallView.nullable().default(null),
  archives: z.array(
    z.object({
      filename: z.string(),
      platform: z.string(),
      sha256: z.string(),
      size: z.number(),
      /** Fetched and checked: kept by this server. */
      kept: z.boolean(),
    }),
  ),
})
export type ReleaseView = z.infer<typeof releaseView>
export const releaseList = z.object({
  source: z.string(),
  syncedAt: timestamp.nullable(),
  releases: z.array(releaseView),
})
export const syncResult = z.object({
  source: z.string(),
  releases: z.number().int(),
  added: z.array(z.string()),
  removed: z.array(z.string()),
})
