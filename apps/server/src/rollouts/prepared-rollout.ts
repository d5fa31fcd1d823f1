import type { NamedRelease } from '@goherd/model'
import type { RolloutSpec, WindowSpec } from '@goherd/protocol'
import type { Drawing, RolloutPolicy } from '@goherd/rollout-engine'
import type { Claim } from '../groups/index.js'
import type { GroupChange } from './group-changes.js'
import type { PlanHost } from './plan-hosts.reader.js'

/** A rollout that could be started: what it would be, before anything is written. */
export interface PreparedRollout {
  readonly spec: RolloutSpec
  readonly policy: RolloutPolicy
  readonly changes: readonly GroupChange[]
  /** Groups that have the state already, and are left out. */
  readonly unchanged: readonly string[]
  /** Hosts that the release has an archive for. */
  readonly hosts: readonly PlanHost[]
  /** Hosts for whose platform there is none: they stay as they are. */
  readonly uncovered: readonly PlanHost[]
  readonly drawing: Drawing
  readonly hash: string
  readonly catalogue: readonly NamedRelease[]
  readonly claims: readonly Claim[]
  readonly frozen: { readonly reason: string } | null
  /** By the id of the group. */
  readonly groupWindows: ReadonlyMap<string, readonly WindowSpec[]>
}
