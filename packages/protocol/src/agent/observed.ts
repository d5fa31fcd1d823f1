import { type EffectiveGo, GO_CONTEXTS, GO_ORIGINS, type ObservedState } from '@goherd/model'
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

const foundGo = z.object({ path, origin: z.enum(GO_ORIGINS), release: z.string().max(64).nullable() })

/** What builds on the host would really run. The limits are what a report can carry; the agent cuts its lists to them. */
export const effectiveGo: z.ZodType<EffectiveGo> = z.object({
  onPath: z.boolean(),
  contexts: z
    .array(
      z.object({
        context: z.enum(GO_CONTEXTS),
        user: z.string().max(255),
        go: foundGo.nullable(),
        path: z.array(z.string().max(256)).max(40).optional(),
      }),
    )
    .max(12),
  others: z.array(foundGo).max(30),
  toolchains: z.array(foundGo).max(30),
  overrides: z
    .array(z.object({ name: z.string().max(64), value: z.string().max(1024), where: path }))
    .max(30),
  workspaces: z
    .array(z.object({ path, wants: z.string().max(32).nullable(), file: z.string().max(64).nullable() }))
    .max(30),
  tools: z.array(z.object({ path, release: z.string().max(64) })).max(50),
})

/** What an agent found on its host; the limits keep a report under the message size. */
export const observedState: z.ZodType<ObservedState> = z.object({
  link,
  settings,
  goVersion: z.string().max(64).nullable(),
  bytes: observedBytes,
  proof: sha256.nullable(),
  installed: z
    .array(
      z.object({
        release: releaseName,
        treeDigest: sha256,
        size: z.number().int().nonnegative(),
        pinned: z.boolean().optional(),
      }),
    )
    .max(50),
  snapshots: z.array(snapshotSummary).max(30),
  effective: effectiveGo.optional(),
})
