import { createPublicKey, verify } from 'node:crypto'
import { isDeepStrictEqual } from 'node:util'
import type { SignedCertificate } from '@goherd/protocol'

/** Of the protected header, so that no other signature of the same key passes for a certificate. */
export const CERTIFICATE_TYPE = 'goherd-rollback-certificate+jws'

/** Why a certificate is not to be believed. */
export type CertificateFlaw = 'other-key' | 'other-type' | 'signature' | 'content'

/**
 * Checks a certificate without any server. It says who signed what; whether that was the right one is said by `trusted` alone.
 * @param trusted public key of the fleet, SPKI in PEM, from a place that is trusted
 * @returns undefined when it is good
 */
export function certificateFlaw(
  { certificate, signature, publicKey }: SignedCertificate,
  trusted: string,
): CertificateFlaw | undefined {
  if (!isSameKey(publicKey, trusted)) return 'other-key'
  const [header = '', payload = '', signed = ''] = signature.split('.')
  const key = createPublicKey(trusted)
  if (!verify(null, Buffer.from(`${header}.${payload}`), key, Buffer.from(signed, 'base64url')))
    return 'signature'
  const said: unknown = decoded(header)
  if (typeof said !== 'object' || said === null || !('typ' in said) || said.typ !== CERTIFICATE_TYPE) {
    return 'other-type'
  }
  return isDeepStrictEqual(decoded(payload), certificate) ? undefined : 'content'
}

function isSameKey(a: string, b: string): boolean {
  const [left, right] = [a, b].map((pem) => createPublicKey(pem).export({ type: 'spki', format: 'der' }))
  return left !== undefined && right !== undefined && left.equals(right)
}

function decoded(part: string): unknown {
  return JSON.parse(Buffer.from(part, 'base64url').toString('utf8'))
}
