import { z } from 'zod'
import { hostPolicy, name, reason, settings } from '../values.js'
import { rolloutSpec } from './rollouts.js'
import { windowSpecs } from './windows.js'

/** How changes of a group are rolled out: a rollout without its groups and its change. */
export const rolloutPolicySpec = rolloutSpec.omit({ groups: true, change: true })

/** A fleet as a file in git. Groups that it does not name are left alone. */
export const fleetFile = z.strictObject({
  version: z.literal(1),
  /** Named ways to roll out, for groups to refer to. */
  policies: z.record(name, rolloutPolicySpec).default({}),
  groups: z.record(
    name,
    z.strictObject({
      go: z.string().min(1).max(32),
      settings: settings.default({}),
      policy: hostPolicy.default({}),
      /** Name of one of `policies`; left out: the group is set at once. */
      rollout: name.optional(),
      /** Left out: they stay as they are. */
      windows: windowSpecs.optional(),
      drillEveryDays: z.number().int().min(1).max(365).nullable().optional(),
    }),
  ),
})
export type FleetFile = z.infer<typeof fleetFile>

const change = z.object({
  group: name,
  /** `drill` and `windows`: nothing moves, only these are others. */
  kind: z.enum(['create', 'set', 'rollout', 'windows', 'drill', 'unchanged', 'cannot']),
  hosts: z.number().int(),
  /** What differs, one line each: `go: go1.22.12 → go1.23.5`. */
  lines: z.array(z.string()),
  /** For `cannot`: why; else empty. */
  says: z.string(),
})
/** What applying a file would change. */
export const fleetDiff = z.object({
  /** SHA-256 over the file's canonical form and what it was compared with. */
  hash: z.string(),
  changes: z.array(change),
  hosts: z.number().int(),
})
export type FleetDiff = z.infer<typeof fleetDiff>
export const planFleet = z.object({ file: fleetFile })
export const applyFleet = z.object({
  file: fleetFile,
  /** Refused with `plan_stale` when the diff is another by then. */
  hash: z.string().max(64),
  reason: reason.min(1, 'say why'),
})
export const appliedFleet = z.object({
  changes: z.array(change.extend({ revision: z.number().int().nullable(), rollout: z.string().nullable() })),
})
export type AppliedFleet = z.infer<typeof appliedFleet>
