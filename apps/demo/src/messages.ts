import { z } from 'zod'
import { TROUBLES } from './cast.js'

const member = z.object({
  name: z.string(),
  group: z.string(),
  platform: z.string(),
  distribution: z.string(),
  cpus: z.number(),
  labels: z.record(z.string(), z.string()),
  trouble: z.enum(TROUBLES),
})

const machine = z.object({
  platform: z.string().optional(),
  distribution: z.string().optional(),
  cpus: z.number().optional(),
  labels: z.record(z.string(), z.string()).optional(),
})

/** A host that has enrolled, as it is kept in the data folder for the next start. */
export const identity = z.object({
  hostId: z.string(),
  name: z.string(),
  group: z.string(),
  groupId: z.string(),
  signingKey: z.string(),
  keyId: z.string(),
  privateKey: z.string(),
  machine: machine.optional(),
})
export type Identity = z.infer<typeof identity>

/** What a worker is asked to do, one thing at a time. */
export const task = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('enroll'),
    server: z.string(),
    /** By group; hosts take turns. */
    tokens: z.record(z.string(), z.array(z.string())),
    members: z.array(member),
    /** Of an earlier start, by name. */
    known: z.array(identity),
    newest: z.string(),
  }),
  z.object({ kind: z.literal('connect') }),
  /** What is wrong with hosts before they are told their last desired state. */
  z.object({ kind: z.literal('hinder') }),
  z.object({ kind: z.literal('spoil') }),
  z.object({ kind: z.literal('live'), seed: z.number(), perSecond: z.number() }),
])
export type Task = z.infer<typeof task>

/** What a worker says: how far it is, several times a second, and the end of each task. */
export const word = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('stand'),
    enrolled: z.number(),
    connected: z.number(),
    reports: z.number(),
    changes: z.number(),
    memoryBytes: z.number(),
  }),
  z.object({ kind: z.literal('done'), identities: z.array(identity) }),
  z.object({ kind: z.literal('failed'), message: z.string() }),
])
export type Word = z.infer<typeof word>
export type Stand = Extract<Word, { kind: 'stand' }>
