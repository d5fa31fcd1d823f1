import { z } from 'zod'
import { failure, labels, maintenance, phase, platform, releaseName, timestamp } from '../values.js'
import { observedState } from './observed.js'

/** The steps of a change, in the order they happen, and what else a host's timeline shows. */
export const EVENT_KINDS = [
  'assigned',
  'download',
  'hash',
  'unpack',
  'settings',
  'snapshot',
  'switch',
  'check',
  'converged',
  'failed',
  'switched-back',
  'drift',
  'verify',
  'removed',
  'started',
  'hold',
  'drain',
  'agent',
] as const

/** One line of a host's timeline. `id` is unique on the host, so that a resent event is stored once. */
export const hostEvent = z.object({
  id: z.string().max(64),
  at: timestamp,
  kind: z.enum(EVENT_KINDS),
  epoch: z.number().int().nonnegative(),
  release: releaseName.optional(),
  durationMs: z.number().nonnegative().optional(),
  message: z.string().max(1000),
  error: failure.optional(),
})
export type HostEvent = z.infer<typeof hostEvent>

/** What a machine is. Sent at enrollment and with the first report of a connection. */
export const facts = z.object({
  hostname: z.string().max(255),
  platform,
  /** The root folder of this agent. */
  root: z.string().max(1024),
  agentVersion: z.string().max(64),
  nodeVersion: z.string().max(64),
  /** As in the handshake; here they are known of a host that is away, too. */
  capabilities: z.array(z.string().max(64)).max(32).optional(),
  distribution: z.string().max(255).optional(),
  kernel: z.string().max(255).optional(),
  libc: z.string().max(64).optional(),
  cpus: z.number().int().positive().optional(),
  memoryBytes: z.number().int().positive().optional(),
  freeBytes: z.number().int().nonnegative().optional(),
  user: z.string().max(255).optional(),
})
export type Facts = z.infer<typeof facts>

/** `host.report`, agent → server. Acknowledged with its `seq` after commit; resent until then; the newest one wins. */
export const hostReport = z.object({
  seq: z.number().int().positive(),
  /** The newest epoch the agent has accepted; 0 before the first. */
  epoch: z.number().int().nonnegative(),
  at: timestamp,
  observed: observedState,
  phase,
  /** Set while somebody on the host keeps it as it is. */
  maintenance: maintenance.optional(),
  events: z.array(hostEvent).max(50),
  facts: facts.optional(),
  labels: labels.optional(),
})
export type HostReport = z.infer<typeof hostReport>

/** The answer to `host.report`: committed up to `seq`, or refused. */
export const reportAnswer = z.union([
  z.object({ ok: z.literal(true), seq: z.number().int().positive() }),
  z.object({ ok: z.literal(false), error: failure, retryAfterMs: z.number().int().nonnegative().optional() }),
])
export type ReportAnswer = z.infer<typeof reportAnswer>

/** `host.progress`, agent → server, not acknowledged and never stored: the bar that moves. */
export const hostProgress = z.object({ phase })
