import { z } from 'zod'
import { hostPolicy, hostStateName, name, reason, settings, sha256, timestamp } from '../values.js'
import { windowSpecs } from './windows.js'

export const stateCounts = z.record(hostStateName, z.number().int())

export const groupView = z.object({
  id: z.string(),
  name,
  /** False for the catch-all group. */
  managed: z.boolean(),
  hosts: z.object({ total: z.number().int(), byState: stateCounts }),
  /** The number of the revision the group is assigned; null before the first. */
  revision: z.number().int().nullable(),
  desired: z.object({ release: z.string(), settings, policy: hostPolicy.default({}) }).nullable(),
  epoch: z.number().int(),
  /** When stages of rollouts may start in it. */
  windows: windowSpecs.default([]),
  /** The rollout that is under way in it. */
  rollout: z.string().nullable().default(null),
})
export type GroupView = z.infer<typeof groupView>
export const groupList = z.object({ groups: z.array(groupView) })

export const createGroup = z.object({ name })

/** Replaces all windows of a group; none means always. */
export const setWindows = z.object({ windows: windowSpecs })

/** Makes a revision and assigns it. What is left out stays as it is. */
export const setDesired = z.object({
  /** A release or a language line: `go1.22.12`, `1.22.12` or `1.22`. */
  go: z.string().min(1).max(32).optional(),
  settings: settings.optional(),
  /** Replaces the whole policy. */
  policy: hostPolicy.optional(),
  /** Names of settings to take away. */
  unset: z.array(z.string().max(64)).optional(),
  reason: reason.default(''),
  /** Refused with `revision_moved` when the group is at another revision by then. */
  expectedRevision: z.number().int().nullable().optional(),
  /** Ends a rollout that is under way in the group; without it the change is refused with `rollout_running`. */
  supersede: z.boolean().default(false),
})
export type SetDesired = z.input<typeof setDesired>

export const setDesiredResult = z.object({
  group: name,
  revision: z.number().int(),
  release: z.string(),
  settings,
  policy: hostPolicy.default({}),
  digest: sha256,
  epoch: z.number().int(),
  /** True when the group already had exactly this; nothing was written then. */
  unchanged: z.boolean(),
  /** What a language line was resolved to. */
  resolved: z.object({ asked: z.string(), release: z.string() }).nullable(),
  hosts: z.number().int(),
  warnings: z.array(z.string()),
})
export type SetDesiredResult = z.infer<typeof setDesiredResult>

export const revisionView = z.object({
  revision: z.number().int(),
  group: name,
  parent: z.number().int().nullable(),
  release: z.string(),
  settings,
  policy: hostPolicy.default({}),
  digest: sha256,
  author: z.string(),
  reason: z.string(),
  createdAt: timestamp,
  current: z.boolean(),
  /** When every live host of a group had proved it for the first time. */
  goodAt: timestamp.nullable(),
})
export type RevisionView = z.infer<typeof revisionView>

export const assignmentView = z.object({
  epoch: z.number().int(),
  revision: z.number().int(),
  cause: z.enum(['set', 'rollback', 'platform', 'rollout', 'drill']),
  actor: z.string(),
  reason: z.string(),
  at: timestamp,
})
export const groupHistory = z.object({
  revisions: z.array(revisionView),
  assignments: z.array(assignmentView),
})
export type GroupHistory = z.infer<typeof groupHistory>
