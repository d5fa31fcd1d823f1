import { createPublicKey, verify } from 'node:crypto'
import { z } from 'zod'

/** The key that this host trusts, pinned at enrollment. */
export interface PinnedKey {
  /** Ed25519 public key, SPKI in base64. */
  readonly signingKey: string
  readonly keyId: string
}

/** What a compact JWS turned out to be. */
export type Opened =
  | { readonly kind: 'opened'; readonly body: unknown }
  | { readonly kind: 'malformed' | 'foreign-key' | 'bad-signature'; readonly says: string }

const header = z.object({
  alg: z.literal('EdDSA'),
  kid: z.string(),
  typ: z.string().optional(),
  crit: z.undefined().optional(),
})

/**
 * Opens a compact JWS that was signed with the pinned key, and says of itself that it is what is expected: the same key signs other
 * things too. Assignments say nothing. What its body says is for the caller to check.
 */
export function openSigned(jws: string, trust: PinnedKey, typ?: string): Opened {
  const [head, body, signature, ...more] = jws.split('.')
  if (head === undefined || body === undefined || signature === undefined || more.length > 0) {
    return { kind: 'malformed', says: 'is not a compact JWS' }
  }
  const known = header.safeParse(readJson(head))
  if (!known.success) return { kind: 'malformed', says: 'is not signed with EdDSA' }
  const { kid } = known.data
  if (known.data.typ !== typ) return { kind: 'malformed', says: 'is signed as something else' }
  if (kid !== trust.keyId) return { kind: 'foreign-key', says: `is signed with key ${kid.slice(0, 64)}` }
  if (!isSigned(`${head}.${body}`, signature, trust.signingKey)) {
    return { kind: 'bad-signature', says: 'has a wrong signature' }
  }
  return { kind: 'opened', body: readJson(body) }
}

function isSigned(text: string, signature: string, signingKey: string): boolean {
  try {
    const key = createPublicKey({ key: Buffer.from(signingKey, 'base64'), type: 'spki', format: 'der' })
    return (
      key.asymmetricKeyType === 'ed25519' &&
      verify(null, Buffer.from(text), key, Buffer.from(signature, 'base64url'))
    )
  } catch (cause) {
    // A pinned key that is no key at all signs nothing.
    if (cause instanceof Error && 'code' in cause) return false
    throw cause
  }
}

function readJson(part: string): unknown {
  try {
    return JSON.parse(Buffer.from(part, 'base64url').toString('utf8'))
  } catch (cause) {
    if (cause instanceof SyntaxError) return undefined
    throw cause
  }
}
