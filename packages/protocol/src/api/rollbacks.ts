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
})
export type RollbackPlan = z.infer<typeof rollbackPlan>

export const startRollback = z.object({
  plan: z.string().max(64),
  confirm: z.string().max(64),
  reason: reason.min(1, 'say why'),
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
