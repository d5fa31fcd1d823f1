import { rollbackGroup, rollbackScope, rollbackTarget } from '@goherd/protocol'
import { z } from 'zod'

/** What a plan leaves for its start: everything is decided here, nothing is left to choose. */
export const storedPlan = z.object({
  scope: rollbackScope,
  target: rollbackTarget,
  groups: z.array(z.object({ id: z.string(), shown: rollbackGroup, stays: z.boolean() })),
  hosts: z.array(z.object({ id: z.string(), name: z.string(), group: z.string(), offline: z.boolean() })),
  /** Releases that are left, to be recalled. */
  recalls: z.array(z.string()).default([]),
})
export type StoredPlan = z.infer<typeof storedPlan>

/** What a person types to start a rollback of so many hosts. */
export function confirmText(hosts: number): string {
  return `ROLL BACK ${hosts}`
}
