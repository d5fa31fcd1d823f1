import { failure, phase } from '@goherd/protocol'
import { z } from 'zod'

/** What a command on this machine may ask the daemon of its root, one JSON line each. */
export const localAsk = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('status') }),
  z.object({ kind: z.literal('use'), release: z.string().max(32) }),
  z.object({ kind: z.literal('rollback'), snapshot: z.string().max(64).nullable() }),
])
export type LocalAsk = z.infer<typeof localAsk>

/** How the daemon stands, as `status` shows it. */
export const liveStatus = z.object({
  pid: z.number().int(),
  connected: z.boolean(),
  /** Why it is not connected; null while it is, or while it tries. */
  connectionError: z.string().nullable(),
  phase,
  epoch: z.number().int(),
})
export type LiveStatus = z.infer<typeof liveStatus>

/** The daemon's answer, one JSON line. */
export const localAnswer = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('status'), status: liveStatus }),
  z.object({ kind: z.literal('changed'), release: z.string(), changed: z.boolean() }),
  z.object({ kind: z.literal('refused'), error: failure }),
])
export type LocalAnswer = z.infer<typeof localAnswer>
