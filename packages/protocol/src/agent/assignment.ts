import { z } from 'zod'
import { hostPolicy, platform, reason, releaseName, settings, sha256, timestamp } from '../values.js'

/** The archive of a release for one platform: all an agent needs to know it for genuine. */
export const archiveRef = z.object({
  filename: z
    .string()
    .regex(/^go[0-9a-z._-]+\.(tar\.gz|zip)$/)
    .max(128),
  sha256,
  /** Bytes. */
  size: z
    .number()
    .int()
    .positive()
    .max(2 ** 31),
  /** SHA-256 of the tree's manifest, when the server has read the archive itself. */
  treeDigest: sha256.optional(),
})
export type ArchiveRef = z.infer<typeof archiveRef>

/** The agent itself for one platform, with the runtime it needs. */
export const agentBundle = z.object({
  version: z.string().max(64),
  filename: z
    .string()
    .regex(/^goherd-agent-[0-9a-z._-]+\.(tar\.gz|zip)$/)
    .max(128),
  sha256,
  /** Bytes. */
  size: z
    .number()
    .int()
    .positive()
    .max(2 ** 30),
})
export type AgentBundle = z.infer<typeof agentBundle>

/**
 * "These hosts go to that state." Signed by the server (Ed25519, compact JWS over this JSON), stamped with a fleet-wide,
 * ever-growing epoch. It carries digests and no URL, path or command. Rollbacks are assignments like any other.
 */
export const assignment = z.object({
  format: z.literal(1),
  epoch: z.number().int().positive(),
  scope: z.discriminatedUnion('kind', [
    z.object({ kind: z.literal('group'), groupId: z.string().max(64) }),
    z.object({ kind: z.literal('host'), hostId: z.string().max(64) }),
  ]),
  desired: z.object({ release: releaseName, settings, policy: hostPolicy.optional() }),
  origin: z.discriminatedUnion('kind', [
    z.object({ kind: z.literal('revision'), number: z.number().int().positive(), digest: sha256 }),
    z.object({ kind: z.literal('snapshot'), id: z.string().max(64) }),
  ]),
  /** By platform, for the platforms present among the hosts it speaks to. */
  archives: z.record(platform, archiveRef),
  /** The agent's own bundles of the version that the policy names, by platform. */
  agents: z.record(platform, agentBundle).optional(),
  /** Set for emergency rollbacks: no jitter before starting. */
  urgent: z.boolean(),
  reason,
  issuedAt: timestamp,
})
export type Assignment = z.infer<typeof assignment>

/** `assignment.changed`, server → agent: one encoded packet for a whole group. */
export const assignmentChanged = z.object({ jws: z.string().max(32_768) })
