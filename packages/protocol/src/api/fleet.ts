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
