import { z } from 'zod'
import { role, timestamp } from '../values.js'
import { hostView } from './hosts.js'

export const freezeView = z.object({ reason: z.string(), by: z.string(), since: timestamp })

/** The whole fleet in one answer. */
export const fleetStatus = z.object({
  hosts: z.object({
    total: z.number().int(),
    inSync: z.number().int(),
    drifted: z.number().int(),
    updating: z.number().int(),
    offline: z.number().int(),
    failed: z.number().int(),
    unmanaged: z.number().int(),
  }),
  /** Hosts whose active Go is no longer supported. */
  unsupported: z.number().int(),
  /** Hosts that were not heard of for more than an hour. */
  offlineLong: z.number().int().default(0),
  frozen: z.boolean(),
  freeze: freezeView.nullable(),
  releases: z.array(
    z.object({
      release: z.string(),
      hosts: z.number().int(),
      wanted: z.boolean(),
      support: z.enum(['supported', 'newer-patch', 'unsupported', 'unknown']),
    }),
  ),
  groups: z.number().int(),
  runningRollbacks: z.array(z.string()),
  runningRollouts: z
    .array(z.object({ id: z.string(), sentence: z.string(), paused: z.boolean() }))
    .default([]),
  serverVersion: z.string(),
})
export type FleetStatus = z.infer<typeof fleetStatus>

export const driftReport = z.object({ hosts: z.array(hostView) })
export const liftRequest = z.object({ reason: z.string().trim().max(500).default('') })
export const freezeRequest = z.object({ reason: z.string().trim().min(1, 'say why').max(500) })
export const liftResult = z.object({ frozen: z.literal(false) })
export const me = z.object({
  name: z.string(),
  email: z.string().nullable(),
  role,
  via: z.enum(['session', 'token']),
})
export type Me = z.infer<typeof me>

/** The fleet at one moment: hosts by state. */
export const fleetSample = z.object({
  at: timestamp,
  total: z.number().int(),
  inSync: z.number().int(),
  drifted: z.number().int(),
  updating: z.number().int(),
  failed: z.number().int(),
  offline: z.number().int(),
  unmanaged: z.number().int(),
  unsupported: z.number().int(),
})
export type FleetSample = z.infer<typeof fleetSample>
export const fleetHistoryQuery = z.object({
  /** How far back, in hours. */
  hours: z.coerce
    .number()
    .int()
    .min(1)
    .max(24 * 90)
    .default(24),
})
/** Stored samples, oldest first, at most 400: the last one of each step. */
export const fleetHistory = z.object({ stepSeconds: z.number().int(), samples: z.array(fleetSample) })
export type FleetHistory = z.infer<typeof fleetHistory>

export const ATTENTION_KINDS = [
  'failed',
  'drifted',
  'offline',
  'unsupported',
  'recalled',
  'rollout-waiting',
  'rollback-debt',
  'webhook-failing',
  'source-failing',
] as const
/** Something that needs a person, the most urgent first. */
export const attentionItem = z.object({
  kind: z.enum(ATTENTION_KINDS),
  /** Stable for the same trouble. */
  id: z.string(),
  /** One sentence: `12 hosts: disk full`. */
  says: z.string(),
  /** What a person can do about it. */
  hint: z.string().nullable(),
  hosts: z.number().int().nullable(),
  /** The hosts, in the query language. */
  q: z.string().nullable(),
  /** The page that shows it when it is not a list of hosts. */
  link: z
    .discriminatedUnion('kind', [
      z.object({ kind: z.literal('rollout'), id: z.string() }),
      z.object({ kind: z.literal('rollback'), id: z.string() }),
      z.object({ kind: z.literal('webhook'), name: z.string() }),
      z.object({ kind: z.literal('release'), release: z.string() }),
      z.object({ kind: z.literal('sources') }),
    ])
    .nullable(),
  since: timestamp.nullable(),
})
export type AttentionItem = z.infer<typeof attentionItem>
export const attentionList = z.object({ items: z.array(attentionItem) })
