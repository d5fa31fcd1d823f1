import type { DrawHost } from './draw.js'
import type { Window } from './policy.js'
import type { GateAnswer } from './state.js'

/** What is known of one host now. What it is asked to be and what it says of that belong together: never old news of another epoch. */
export interface HostFacts extends DrawHost {
  readonly name: string
  readonly online: boolean
  /** When it was last heard of, milliseconds since 1970; null: never. */
  readonly seenAt: number | null
  /** Which state its newest assignment asks for: this rollout's new one, its old one, or something else that was assigned since it began. */
  readonly assigned: 'to' | 'from' | 'other'
  readonly evidence: Evidence
}

/** What a host says of its newest assignment. */
export type Evidence =
  | { readonly kind: 'pending' }
  /** Its digest is the one the server computed. */
  | { readonly kind: 'proved' }
  | { readonly kind: 'failed'; readonly code: string; readonly message: string }
  /** It had switched and went back by itself. */
  | { readonly kind: 'rolled-back'; readonly code: string; readonly message: string }

/** Everything a step depends on besides policy and state. */
export interface Inventory {
  /** Hosts of the rollout's groups that match its selector, now. */
  readonly hosts: readonly HostFacts[]
  /** Set while the fleet is frozen. */
  readonly frozen: { readonly reason: string } | null
  /** The windows of each group it moves: a stage begins only while one of every list is open. An empty list is always open. */
  readonly groupWindows: readonly (readonly Window[])[]
  /** Set while the target release is recalled. */
  readonly recalled: { readonly reason: string } | null
  /** Answers that came in since the last step; older ones of another stage are ignored. */
  readonly answers: readonly GateAnswer[]
}
