import { z } from 'zod'
import { failure, name } from '../values.js'
import { assignmentChanged } from './assignment.js'

/** The protocol versions this code speaks. Additive changes keep the number; what a peer can do besides is in `capabilities`. */
export const PROTOCOL = { min: 1, max: 1 } as const

/** What an agent of this code can do besides what the first agents can: it tries checks, and puts drift right where its group asks. */
export const AGENT_CAPABILITIES = ['checks', 'drift-correct'] as const

/** `POST /api/agent/challenge`: asks for a nonce to sign. Open to everyone; it reveals nothing about which hosts exist. */
export const challengeRequest = z.object({ hostId: z.string().max(64) })
export const challengeAnswer = z.object({ challenge: z.string().max(512) })

/** The text a host signs with its Ed25519 key to open a connection. The prefix keeps the signature from meaning anything else. */
export function challengeText(hostId: string, challenge: string): string {
  return `goherd agent connection v1\n${hostId}\n${challenge}\n`
}

/** The `auth` of an agent's socket.io handshake on namespace `/agent`. */
export const agentHandshake = z.object({
  hostId: z.string().max(64),
  challenge: z.string().max(512),
  /** base64url Ed25519 signature over challengeText. */
  signature: z.string().max(128),
  protocol: z.object({ min: z.number().int().positive(), max: z.number().int().positive() }),
  capabilities: z.array(z.string().max(64)).max(32),
  agentVersion: z.string().max(64),
  /** The newest epoch the agent has accepted, so that it is sent only what is newer. */
  epoch: z.number().int().nonnegative(),
})
export type AgentHandshake = z.infer<typeof agentHandshake>

/** What a refused handshake carries as `error.data` of socket.io's connect_error. */
export const handshakeRefusal = failure.extend({
  /** `never`: stop trying until a person acts; otherwise milliseconds to wait. */
  retry: z.union([z.literal('never'), z.number().int().nonnegative()]),
})
export type HandshakeRefusal = z.infer<typeof handshakeRefusal>

/** `session.opened`, server → agent, first message of a connection. */
export const sessionOpened = z.object({
  protocol: z.number().int().positive(),
  host: z.object({ id: z.string(), name, groupId: z.string(), group: name }),
  /** The last report sequence number that is committed; what is newer is resent. */
  lastSeq: z.number().int().nonnegative(),
  heartbeatMs: z.number().int().positive(),
  /** The newest assignments that concern this host and are newer than its epoch, oldest first. */
  assignments: z.array(assignmentChanged).max(2),
})
export type SessionOpened = z.infer<typeof sessionOpened>

/** `session.closed`, server → agent, last message before the server ends a connection by itself; `retry` as in a refused handshake. */
export const sessionClosed = handshakeRefusal
export type SessionClosed = HandshakeRefusal

/** `host.recheck`, server → agent: look at the disk now; `bytes` hashes every file of the current tree. */
export const hostRecheck = z.object({ bytes: z.boolean() })
/** Its answer, at once; what is found follows as a report. */
export const recheckAnswer = z.object({ accepted: z.boolean() })
