import { DRIFT_KINDS, HOST_STATES, PHASES, ROLES } from '@goherd/model'
import { z } from 'zod'

/** A release name such as `go1.22.12`. */
export const releaseName = z
  .string()
  .regex(/^go\d+(\.\d+){0,2}((beta|rc)\d+)?$/)
  .max(32)
/** A SHA-256 digest in 64 lower-case hex digits. */
export const sha256 = z.string().regex(/^[0-9a-f]{64}$/)
/** ISO 8601 in UTC, as `new Date().toISOString()` writes it. */
export const timestamp = z.iso.datetime()
/** The name of a host or a group: a DNS-like label, at most 63 characters. */
export const name = z
  .string()
  .regex(
    /^[a-z0-9]([a-z0-9._-]{0,61}[a-z0-9])?$/i,
    'use letters, digits, dot, dash and underscore, at most 63',
  )
/** `linux/amd64` and the like, in Go's words. */
export const platform = z
  .string()
  .regex(/^[a-z0-9]+\/[a-z0-9]+$/)
  .max(40)
export const settings = z.record(z.string().max(64), z.string().max(4096))
export const labels = z.record(z.string().regex(/^[A-Za-z0-9._/-]{1,63}$/), z.string().max(255))
/** Why somebody does something, in their own words. */
export const reason = z.string().trim().max(500)
export const role = z.enum(ROLES)
export const hostStateName = z.enum(HOST_STATES)
export const driftKind = z.enum(DRIFT_KINDS)
export const phaseKind = z.enum(PHASES)

/** How every error looks on the wire: what happened, and what a person can do about it. */
export const failure = z.object({
  /** snake_case, stable, meant for programs. */
  code: z
    .string()
    .regex(/^[a-z0-9_]+$/)
    .max(64),
  message: z.string().max(2000),
  /** An action a person can take. */
  hint: z.string().max(2000),
  /** What lay below it, when there was something: a system error, a command's stderr. */
  cause: z.string().max(4000).optional(),
})
export type Failure = z.infer<typeof failure>

/** Somebody on a host keeps it as it is for a while: no assignment but an emergency rollback changes it. */
export const maintenance = z.object({
  reason: reason.min(1),
  /** Who, as their machine knows them. */
  by: z.string().max(255),
  since: timestamp,
  until: timestamp,
})
export type Maintenance = z.infer<typeof maintenance>

/** How a group's hosts carry a change out, and what they keep. */
export const hostPolicy = z.object({
  keep: z.number().int().min(2).max(20).optional(),
  drainSeconds: z.number().int().min(0).max(86_400).optional(),
  /** Drift of version, link, settings or bytes: told only, which is the default, or told and put right by the host itself. */
  drift: z.enum(['report', 'correct']).optional(),
  agent: z
    .string()
    .regex(/^\d+\.\d+\.\d+(-[0-9a-z.-]+)?$/)
    .max(64)
    .optional(),
})

/** What the agent does now. `done` and `total` are bytes where the phase moves bytes. */
export const phase = z.object({
  kind: phaseKind,
  release: releaseName.optional(),
  done: z.number().int().nonnegative().optional(),
  total: z.number().int().nonnegative().optional(),
  error: failure.optional(),
  /** When a failed change is tried again. */
  retryAt: timestamp.optional(),
  /** When a hold ends by itself, or when a switch goes on although builds still run. */
  until: timestamp.optional(),
  /** The builds a switch waits for. */
  builds: z.number().int().nonnegative().optional(),
})
export type Phase = z.infer<typeof phase>
