import { GO_ORIGINS } from '@goherd/model'
import { z } from 'zod'
import { observedState } from '../agent/observed.js'
import { facts, hostEvent } from '../agent/report.js'
import {
  driftKind,
  failure,
  hostStateName,
  labels,
  maintenance,
  name,
  phase,
  platform,
  reason,
  settings,
  timestamp,
} from '../values.js'

export const driftView = z.object({
  kind: driftKind,
  reason: z.string(),
  expected: z.string(),
  found: z.string(),
  /** What a person can do about it. */
  fix: z.string().optional(),
})
export type DriftView = z.infer<typeof driftView>

/** One host as lists, live patches and the CLI show it. */
export const hostView = z.object({
  id: z.string(),
  name,
  group: name,
  labels,
  platform,
  /** The agent's root folder on that host. */
  root: z.string(),
  agentVersion: z.string(),
  state: hostStateName,
  online: z.boolean(),
  lastSeenAt: timestamp.nullable(),
  /** Release names; null when nothing is wanted or nothing is active. */
  wanted: z.string().nullable(),
  actual: z.string().nullable(),
  wantedFrom: z
    .discriminatedUnion('kind', [
      z.object({ kind: z.literal('revision'), number: z.number().int() }),
      z.object({ kind: z.literal('snapshot'), id: z.string() }),
    ])
    .nullable(),
  /** The epoch of the newest assignment that concerns the host, and the one it last reported. */
  wantedEpoch: z.number().int(),
  epoch: z.number().int(),
  drift: z.array(driftView),
  phase,
  /** True when the digest the host computed equals the one the server expects. */
  proved: z.boolean(),
  error: failure.nullable(),
  /** Where its builds get their go from; null while that is not known. */
  goSource: z
    .object({ origin: z.enum([...GO_ORIGINS, 'none']), path: z.string().nullable() })
    .nullable()
    .default(null),
  /** Set while somebody on the host keeps it as it is. */
  maintenance: maintenance.nullable().default(null),
})
export type HostView = z.infer<typeof hostView>

export const hostQuery = z.object({
  /** In the language of packages/host-query: `state:drifted go:<1.24 label.env=prod`. A bad one answers `query_invalid` with its place. */
  q: z.string().max(1_000).optional(),
  group: name.optional(),
  state: hostStateName.optional(),
  search: z.string().max(200).optional(),
  sort: z
    .enum(['name', 'state', 'group', 'actual', 'wanted', 'platform', 'agentVersion', 'lastSeenAt'])
    .optional(),
  order: z.enum(['asc', 'desc']).optional(),
  limit: z.coerce.number().int().min(1).max(20_000).optional(),
  offset: z.coerce.number().int().min(0).optional(),
})
export const hostList = z.object({ hosts: z.array(hostView), total: z.number().int() })

/** Everything a host's page shows. Settings that look secret are masked. */
export const hostDetail = hostView.extend({
  enrolledAt: timestamp,
  facts,
  /** Of its labels, those that were set here; the others it says of itself. */
  setLabels: labels.default({}),
  wantedSettings: settings,
  observed: observedState.nullable(),
  expectedProof: z.string().nullable(),
})
export type HostDetail = z.infer<typeof hostDetail>

export const hostTimeline = z.object({ events: z.array(hostEvent) })

export const recheckRequest = z.object({ bytes: z.boolean().default(true) })
export const recheckResult = z.object({ accepted: z.boolean() })

/** Takes one host to one of its own snapshots. */
export const hostRollbackRequest = z.object({ snapshot: z.string().min(1).max(64), reason: reason.min(1) })
export const hostRollbackResult = z.object({
  host: name,
  epoch: z.number().int(),
  snapshot: z.string(),
  release: z.string(),
})

/** Which hosts: by name, or all that fit a query, with how many the person saw; another number by then is refused with `count_moved`. */
export const hostSelection = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('named'), names: z.array(name).min(1).max(10_000) }),
  z.object({ kind: z.literal('query'), q: z.string().max(1_000), expected: z.number().int().positive() }),
])
export type HostSelection = z.infer<typeof hostSelection>

/** One thing done to many hosts. What is said of labels here wins over what a host says of itself. */
export const bulkRequest = z.object({
  hosts: hostSelection,
  change: z.discriminatedUnion('kind', [
    z.object({ kind: z.literal('recheck'), bytes: z.boolean().default(true) }),
    z.object({
      kind: z.literal('label'),
      set: labels.default({}),
      unset: z.array(z.string().max(63)).default([]),
    }),
    /** Forgets hosts; their agents are refused from then on. Nothing on their disks changes. */
    z.object({ kind: z.literal('remove'), reason: reason.min(1) }),
  ]),
})
export type BulkRequest = z.input<typeof bulkRequest>
export const bulkResult = z.object({
  done: z.number().int(),
  /** Hosts it was not done to, with the reason. */
  refused: z.array(z.object({ host: name, code: z.string(), message: z.string() })),
})
export type BulkResult = z.infer<typeof bulkResult>
