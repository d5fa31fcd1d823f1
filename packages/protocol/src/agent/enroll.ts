import { z } from 'zod'
import { labels, name } from '../values.js'
import { facts } from './report.js'

/** `POST /api/enroll`: a new host presents a token and the public half of the key it made for itself. */
export const enrollRequest = z.object({
  token: z.string().min(8).max(256),
  name,
  /** Ed25519 public key, SPKI in base64. */
  publicKey: z.string().max(256),
  /** base64url signature of enrollText with that key: proves the key is the caller's. */
  signature: z.string().max(128),
  facts,
  labels: labels.optional(),
})
export type EnrollRequest = z.infer<typeof enrollRequest>

/** The text a host signs at enrollment. */
export function enrollText(request: { readonly token: string; readonly name: string }): string {
  return `goherd enroll v1\n${request.name}\n${request.token}\n`
}

/** What a host keeps for ever: who it is, and the key that signs its assignments. */
export const enrollAnswer = z.object({
  hostId: z.string(),
  name,
  group: name,
  groupId: z.string(),
  /** Ed25519 public key of the assignment signer, SPKI in base64. The agent pins it. */
  signingKey: z.string(),
  keyId: z.string(),
})
export type EnrollAnswer = z.infer<typeof enrollAnswer>
