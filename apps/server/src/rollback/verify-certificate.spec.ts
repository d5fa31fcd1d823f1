import { generateKeyPairSync, type KeyObject, sign } from 'node:crypto'
import type { RollbackCertificate } from '@goherd/protocol'
import { expect, it } from 'vitest'
import { CERTIFICATE_TYPE, certificateFlaw } from './verify-certificate.js'

const certificate: RollbackCertificate = {
  format: 1,
  kind: 'rollback-certificate',
  rollback: {
    ...{
      id: 'r1',
      state: 'complete',
      scope: { kind: 'fleet' },
      target: 'last-good',
      reason: 'why',
      actor: 'Ada',
    },
    ...{ startedAt: '2026-01-01T00:00:00.000Z', finishedAt: '2026-01-01T00:00:09.000Z', groups: [] },
    ...{ hosts: 1, proved: 1, failed: [], pending: [], debt: [], provedHosts: [] },
  },
  hosts: [
    {
      ...{ host: 'ci-1', group: 'build', release: 'go1.22.12', state: 'proved', digest: 'a'.repeat(64) },
      ...{ provedAt: '2026-01-01T00:00:08.000Z', says: 'proved' },
    },
  ],
  issuedAt: '2026-01-01T00:01:00.000Z',
  issuer: 'https://go.example',
}
const ours = generateKeyPairSync('ed25519')
const theirs = generateKeyPairSync('ed25519')

const pem = (key: KeyObject) => key.export({ type: 'spki', format: 'pem' }).toString()
const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url')
function signed(
  content: object = certificate,
  key = ours.privateKey,
  typ: string | undefined = CERTIFICATE_TYPE,
): string {
  const input = `${part({ alg: 'EdDSA', kid: 'k', typ })}.${part(content)}`
  return `${input}.${sign(null, Buffer.from(input), key).toString('base64url')}`
}
const trusted = pem(ours.publicKey)
const flaw = (signature: string, shown = certificate, publicKey = trusted) =>
  certificateFlaw({ certificate: shown, signature, publicKey }, trusted)

it('is believed when the trusted key signed just that', () => {
  expect(flaw(signed())).toBeUndefined()
})

it('is not believed with another key, though it fits its own', () => {
  expect(flaw(signed(certificate, theirs.privateKey), certificate, pem(theirs.publicKey))).toBe('other-key')
  expect(flaw(signed(certificate, theirs.privateKey))).toBe('signature')
})

it('is not believed when another thing was signed with the key', () => {
  expect(flaw(signed(certificate, ours.privateKey, 'goherd-check+jws'))).toBe('other-type')
})

it('is not believed when what is shown is not what was signed', () => {
  const [host] = certificate.hosts
  if (!host) throw new Error('there is a host')
  expect(flaw(signed(), { ...certificate, hosts: [{ ...host, digest: 'b'.repeat(64) }] })).toBe('content')
  expect(flaw(signed({ ...certificate, hosts: [] }))).toBe('content')
})

it('is not believed when any character of what was signed is another', () => {
  const signature = signed()
  const at = signature.indexOf('.')
  for (const n of [2, at + 5, at + 50, signature.length - 20]) {
    const other = signature[n] === 'A' ? 'B' : 'A'
    expect(flaw(`${signature.slice(0, n)}${other}${signature.slice(n + 1)}`)).toBe('signature')
  }
  expect(flaw('')).toBe('signature')
})
