import { z } from 'zod'
import { name, reason, settings, timestamp } from '../values.js'

export const rollbackScope = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('fleet') }),
  z.object({ kind: z.literal('group'), group: name }),
])
export type RollbackScope = z.infer<typeof rollbackScope>

/** `last-good`: for each group the nearest earlier revision that was proved; or one revision for all of the scope. */
export const rollbackTarget = z.union([z.literal('last-good'), z.number().int().positive()])
export const planRequest = z.object({ scope: rollbackScope, target: rollbackTarget })

export const rollbackGroup = z.object({
  group: name,
  hosts: z.number().int(),
  from: z.object({ revision: z.number().int(), release: z.string() }),
  to: z.object({ revision: z.number().int(), release: z.string(), settings }),
  /** Why this revision; for instance that it is the last one proved, or that there is none earlier. */
  note: z.string(),
})
const planHost = z.object({
  name,
  group: name,
  from: z.string().nullable(),
  to: z.string(),
  note: z.string(),
})

/** What a rollback would do. Valid until `expiresAt`, or until the fleet is assigned something else. */
export const rollbackPlan = z.object({
  id: z.string(),
  expiresAt: timestamp,
  scope: rollbackScope,
  target: rollbackTarget,
  groups: z.array(rollbackGroup),
  /** Hosts in the scope. */
  hosts: z.number().int(),
  willChange: z.array(planHost),
  already: z.array(planHost),
  offline: z.array(planHost),
  cannot: z.array(planHost),
  /** Hosts that change and have the target release on their own disk. */
  bytesOnHost: z.number().int(),
  /** Hosts that somebody keeps as they are. The rollback goes over that; each says so in its note. */
  held: z.number().int().default(0),
  /** The text to type, `ROLL BACK n` with the number of hosts in the scope. */
  confirm: z.string(),
  freezes: z.boolean(),
  /** Rollouts under way that it overrides. */
  stops: z.array(z.object({ rollout: z.string(), says: z.string() })).default([]),
  /** Releases that are left and would be recalled. */
  recalls: z.array(z.string()).default([]),
})
export type RollbackPlan = z.infer<typeof rollbackPlan>

export const startRollback = z.object({
  plan: z.string().max(64),
  confirm: z.string().max(64),
  reason: reason.min(1, 'say why'),
  /** Recalls the releases that are left, so that they do not come back by themselves. Left out: for the fleet yes, for a group no. */
  recall: z.boolean().optional(),
})

export const ROLLBACK_STATES = ['running', 'complete', 'incomplete', 'superseded'] as const
/** A rollback under way or done. COMPLETE only when every live host proved the restored state by digest; offline ones are debt. */
export const rollbackView = z.object({
  id: z.string(),
  state: z.enum(ROLLBACK_STATES),
  scope: rollbackScope,
  target: rollbackTarget,
  reason: z.string(),
  actor: z.string(),
  startedAt: timestamp,
  finishedAt: timestamp.nullable(),
  groups: z.array(rollbackGroup),
  hosts: z.number().int(),
  proved: z.number().int(),
  failed: z.array(z.object({ host: name, reason: z.string() })),
  /** Live hosts that have not proved yet. */
  pending: z.array(name),
  debt: z.array(z.object({ host: name, reason: z.string() })),
  provedHosts: z.array(z.object({ host: name, digest: z.string(), afterMs: z.number() })),
})
export type RollbackView = z.infer<typeof rollbackView>
export const rollbackList = z.object({ rollbacks: z.array(rollbackView) })

/** Who took what back when, and what each host proved: to be kept. `signature` is a compact JWS over all the rest, by the key that signs assignments. */
export const rollbackCertificate = z.object({
  format: z.literal(1),
  kind: z.literal('rollback-certificate'),
  rollback: rollbackView,
  hosts: z.array(
    z.object({
      host: name,
      group: name,
      release: z.string(),
      state: z.enum(['proved', 'pending', 'failed', 'debt']),
      digest: z.string().nullable(),
      provedAt: timestamp.nullable(),
      says: z.string(),
    }),
  ),
  issuedAt: timestamp,
  issuer: z.string(),
})
export type RollbackCertificate = z.infer<typeof rollbackCertificate>
export const signedCertificate = z.object({
  certificate: rollbackCertificate,
  signature: z.string(),
  publicKey: z.string(),
})
export type SignedCertificate = z.infer<typeof signedCertificate>
