import { z } from 'zod'
import { timestamp } from '../values.js'
import { endedRecall, recallView } from './recalls.js'

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
/** How an archive came to be trusted, and what was computed from it. */
export const archiveProvenance = z.object({
  filename: z.string(),
  platform: z.string(),
  sha256: z.string(),
  size: z.number(),
  kept: z.boolean(),
  /** Where its bytes came from, and when; null while they are not kept. */
  fetchedFrom: z.string().nullable(),
  keptAt: timestamp.nullable(),
  treeDigest: z.string().nullable(),
  /** Each check with its outcome, such as the SHA-256 against the catalogue. */
  checks: z.array(z.object({ check: z.string(), ok: z.boolean(), says: z.string() })),
})
export const releaseDetail = releaseView.extend({
  source: z.string(),
  provenance: z.array(archiveProvenance),
  /** The hosts that have it active, and those it is wanted on, in the query language. */
  onQuery: z.string(),
  wantedQuery: z.string(),
  /** Every one it ever had, newest first. */
  recalls: z.array(endedRecall),
})
export type ReleaseDetail = z.infer<typeof releaseDetail>
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
