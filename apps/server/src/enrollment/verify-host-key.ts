import { createPublicKey, type KeyObject, verify } from 'node:crypto'
import { type EnrollRequest, enrollText } from '@goherd/protocol'
import { GoherdError } from '../base/errors/index.js'

/**
 * Checks that the caller holds the private half of the key it enrolls with.
 * @returns the public key in its one canonical form, SPKI in base64
 * @throws GoherdError `bad_key` or `bad_signature`
 */
export function verifyHostKey(
  request: Pick<EnrollRequest, 'token' | 'name' | 'publicKey' | 'signature'>,
): string {
  const key = parseKey(request.publicKey)
  const text = Buffer.from(enrollText(request))
  if (!verify(null, text, key, Buffer.from(request.signature, 'base64url'))) {
    throw new GoherdError('unauthenticated', 'bad_signature', {
      message: 'the signature does not fit the key, the name and the token',
      hint: 'Enroll again with `goherd-agent enroll`; it signs with the key it made.',
    })
  }
  return key.export({ type: 'spki', format: 'der' }).toString('base64')
}

function parseKey(publicKey: string): KeyObject {
  try {
    const key = createPublicKey({ key: Buffer.from(publicKey, 'base64'), format: 'der', type: 'spki' })
    if (key.asymmetricKeyType === 'ed25519') return key
  } catch {
    // Not a key at all: the same answer as for a key of another kind.
  }
  throw new GoherdError('invalid', 'bad_key', {
    message: 'this is not an Ed25519 public key (SPKI, base64)',
    hint: 'Enroll with `goherd-agent enroll`; it makes the right kind of key.',
  })
}
