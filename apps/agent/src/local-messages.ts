import { archiveRef, failure, maintenance, phase, releaseName, settings } from '@goherd/protocol'
import { z } from 'zod'

const fetch = z.object({ archive: archiveRef, from: z.string().max(4096) })

/** A change that a command asks for, as agent-core knows it. */
const wishAsk = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('use'), release: releaseName }),
  z.object({ kind: z.literal('install'), release: releaseName, fetch, activate: z.boolean() }),
  z.object({ kind: z.literal('rollback'), snapshot: z.string().max(64).nullable(), fetch: fetch.nullable() }),
  z.object({
    kind: z.literal('set-env'),
    set: settings,
    unset: z.array(z.string().max(64)).max(64).readonly(),
  }),
  z.object({ kind: z.literal('uninstall'), release: releaseName }),
  z.object({ kind: z.literal('snapshot'), reason: z.string().max(500) }),
])

/** What a command on this machine may ask the daemon of its root, one JSON line each. */
export const localAsk = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('status') }),
  /** null takes the maintenance lock away. */
  z.object({ kind: z.literal('hold'), hold: maintenance.nullable() }),
  ...wishAsk.options,
])
export type LocalAsk = z.infer<typeof localAsk>

/** How the daemon stands, as `status` shows it. */
export const liveStatus = z.object({
  pid: z.number().int(),
  /** Of the daemon; the first ones did not say it. */
  version: z.string().max(64).optional(),
  connected: z.boolean(),
  /** Why it is not connected; null while it is, or while it tries. */
  connectionError: z.string().nullable(),
  phase,
  epoch: z.number().int(),
})
export type LiveStatus = z.infer<typeof liveStatus>

/** The daemon's answer: the last JSON line of an exchange. */
export const localAnswer = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('status'), status: liveStatus }),
  z.object({ kind: z.literal('held') }),
  z.object({
    kind: z.literal('changed'),
    release: z.string(),
    changed: z.boolean(),
    /** The id of the snapshot that was asked for. */
    snapshot: z.string().nullable(),
    /** Bytes that an uninstall gave back. */
    freed: z.number().nullable(),
  }),
  z.object({ kind: z.literal('refused'), error: failure }),
])
export type LocalAnswer = z.infer<typeof localAnswer>

/** Any line of the daemon: how far it is, as often as it likes, then the answer. */
export const localLine = z.union([z.object({ kind: z.literal('phase'), phase }), localAnswer])
export type LocalLine = z.infer<typeof localLine>
