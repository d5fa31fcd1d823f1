import type { ObservedState } from '@goherd/model'
import { z } from 'zod'
import { releaseName, settings, sha256, timestamp } from '../values.js'

const path = z.string().max(1024)

const link = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('managed'), release: releaseName }),
  z.object({ kind: z.literal('missing') }),
  z.object({ kind: z.literal('foreign'), target: path }),
  z.object({ kind: z.literal('dangling'), target: path }),
  z.object({ kind: z.literal('not-a-link') }),
])

/** What is known of the bytes of the current tree. */
export const observedBytes = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('unchecked') }),
  z.object({ kind: z.literal('intact'), checkedAt: timestamp }),
  z.object({
    kind: z.literal('changed'),
    checkedAt: timestamp,
    count: z.number().int().positive(),
    sample: z.array(path).max(5),
  }),
])

export const snapshotSummary = z.object({
  id: z.string().regex(/^[A-Za-z0-9-]{1,64}$/),
  parent: z.string().max(64).nullable(),
  release: releaseName.nullable(),
  treeDigest: sha256.nullable(),
  settings,
  reason: z.string().max(500),
  takenAt: timestamp,
})

/** What an agent found on its host; the limits keep a report under the message size. */
export const observedState: z.ZodType<ObservedState> = z.object({
  link,
  settings,
  goVersion: z.string().max(64).nullable(),
  bytes: observedBytes,
  proof: sha256.nullable(),
  installed: z
    .array(z.object({ release: releaseName, treeDigest: sha256, size: z.number().int().nonnegative() }))
    .max(50),
  snapshots: z.array(snapshotSummary).max(30),
})
