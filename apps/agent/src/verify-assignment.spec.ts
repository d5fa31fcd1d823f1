import { createHash, generateKeyPairSync, type KeyObject, sign } from 'node:crypto'
import { canonicalDesiredState, type DesiredState } from '@goherd/model'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Trust, verifyAssignment } from './verify-assignment.js'

const signer = generateKeyPairSync('ed25519')
const other = generateKeyPairSync('ed25519')
const spki = (key: KeyObject) => key.export({ type: 'spki', format: 'der' }).toString('base64')

const TRUST: Trust = {
  signingKey: spki(signer.publicKey),
  keyId: 'key-1',
  hostId: 'host-1',
  groupId: 'group-1',
  platform: 'linux/amd64',
}
const DESIRED = { release: 'go1.22.12', settings: { GOPROXY: 'direct' } }
const ARCHIVE = { filename: 'go1.22.12.linux-amd64.tar.gz', sha256: 'a'.repeat(64), size: 10 }
const CONTENT = {
  format: 1,
  epoch: 7,
  scope: { kind: 'group', groupId: 'group-1' },
  desired: DESIRED,
  origin: { kind: 'revision', number: 3, digest: digestOf(DESIRED) },
  archives: { 'linux/amd64': ARCHIVE, 'darwin/arm64': { ...ARCHIVE, size: 11 } },
  urgent: false,
  reason: 'because',
  issuedAt: '2026-01-01T00:00:00.000Z',
}

function digestOf(desired: DesiredState): string {
  return createHash('sha256').update(canonicalDesiredState(desired)).digest('hex')
}

function part(value: unknown): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url')
}

function signed(
  content: unknown,
  head: unknown = { alg: 'EdDSA', kid: 'key-1' },
  key = signer.privateKey,
): string {
  const text = `${part(head)}.${part(content)}`
  return `${text}.${sign(null, Buffer.from(text), key).toString('base64url')}`
}

function codeOf(jws: string, trust: Trust = TRUST): string {
  const verified = verifyAssignment(jws, trust)
  return verified.ok ? 'accepted' : verified.error.code
}

describe('an assignment', () => {
  it('is accepted from the pinned key, cut down to what this host needs', () => {
    expect(verifyAssignment(signed(CONTENT), TRUST)).toEqual({
      ok: true,
      accepted: {
        epoch: 7,
        desired: DESIRED,
        archive: ARCHIVE,
        origin: CONTENT.origin,
        urgent: false,
        reason: 'because',
      },
    })
  })

  it('has no archive for a platform it does not name', () => {
    const verified = verifyAssignment(signed(CONTENT), { ...TRUST, platform: 'linux/arm64' })
    expect(verified).toMatchObject({ ok: true, accepted: { archive: null } })
  })

  it('may speak to this very host, and restore a snapshot, which has no revision digest', () => {
    const origin = { kind: 'snapshot', id: 's1' }
    expect(codeOf(signed({ ...CONTENT, scope: { kind: 'host', hostId: 'host-1' }, origin }))).toBe('accepted')
  })

  it('may say more of a policy than an agent knows: that is dropped, and the digest says nothing of it', () => {
    const policy = { keep: 3, drift: 'correct', fromTheFuture: 1 }
    const origin = { ...CONTENT.origin, digest: digestOf({ ...DESIRED, policy: { keep: 3 } }) }
    const verified = verifyAssignment(signed({ ...CONTENT, desired: { ...DESIRED, policy }, origin }), TRUST)
    const desired = { ...DESIRED, policy: { keep: 3, drift: 'correct' } }
    expect(verified).toMatchObject({ ok: true, accepted: { desired } })
  })

  it.each([
    ['signed by another key', signed(CONTENT, undefined, other.privateKey), 'assignment_bad_signature'],
    [
      'signed under another key id',
      signed(CONTENT, { alg: 'EdDSA', kid: 'key-2' }),
      'assignment_foreign_key',
    ],
    [
      'that says it needs no signature',
      signed(CONTENT, { alg: 'none', kid: 'key-1' }),
      'assignment_malformed',
    ],
    [
      'signed with a symmetric algorithm',
      signed(CONTENT, { alg: 'HS256', kid: 'key-1' }),
      'assignment_malformed',
    ],
    [
      'with extensions that must be understood',
      signed(CONTENT, { alg: 'EdDSA', kid: 'key-1', crit: ['x'] }),
      'assignment_malformed',
    ],
    [
      'that was signed as something else',
      signed(CONTENT, { alg: 'EdDSA', kid: 'key-1', typ: 'goherd-check+jws' }),
      'assignment_malformed',
    ],
    ['that is no JWS', 'hello', 'assignment_malformed'],
    ['of too many parts', `${signed(CONTENT)}.x`, 'assignment_malformed'],
    ['without a signature', signed(CONTENT).replace(/[^.]+$/, ''), 'assignment_bad_signature'],
    [
      'for another group',
      signed({ ...CONTENT, scope: { kind: 'group', groupId: 'group-2' } }),
      'assignment_for_others',
    ],
    [
      'for another host',
      signed({ ...CONTENT, scope: { kind: 'host', hostId: 'host-2' } }),
      'assignment_for_others',
    ],
    ['of a later format', signed({ ...CONTENT, format: 2 }), 'assignment_malformed'],
    ['without an epoch', signed({ ...CONTENT, epoch: 0 }), 'assignment_malformed'],
    [
      'whose release is a path',
      signed({ ...CONTENT, desired: { ...DESIRED, release: '../go' } }),
      'assignment_malformed',
    ],
    [
      'whose state is not the one of its revision',
      signed({ ...CONTENT, desired: { ...DESIRED, settings: { GOPROXY: 'off' } } }),
      'assignment_digest_mismatch',
    ],
    [
      'whose archive is a path',
      signed({ ...CONTENT, archives: { 'linux/amd64': { ...ARCHIVE, filename: 'go/../../x.tar.gz' } } }),
      'assignment_malformed',
    ],
  ])('%s is refused', (_what, jws, code) => {
    expect(codeOf(jws)).toBe(code)
  })

  it.each([
    ['GOROOT', '/evil'],
    ['GOFLAGS', '-toolexec=/evil'],
    ['GOPROXY', 'direct\nGOROOT=/evil'],
  ])('with the setting %s=%j is refused although it is signed', (name, value) => {
    const desired = { ...DESIRED, settings: { [name]: value } }
    const origin = { kind: 'snapshot', id: 's1' }
    expect(codeOf(signed({ ...CONTENT, desired, origin }))).toBe('assignment_setting_refused')
  })

  it('is refused when the pinned key is no Ed25519 key', () => {
    expect(codeOf(signed(CONTENT), { ...TRUST, signingKey: 'AAAA' })).toBe('assignment_bad_signature')
    const { publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
    expect(codeOf(signed(CONTENT), { ...TRUST, signingKey: spki(publicKey) })).toBe(
      'assignment_bad_signature',
    )
  })

  it('is refused when any one character of it was changed', () => {
    const jws = signed(CONTENT)
    const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.'
    const last = jws.length - 1
    fc.assert(
      fc.property(fc.integer({ min: 0, max: last - 1 }), fc.constantFrom(...alphabet), (at, char) => {
        fc.pre(jws[at] !== char)
        expect(codeOf(`${jws.slice(0, at)}${char}${jws.slice(at + 1)}`)).not.toBe('accepted')
      }),
      { numRuns: 300 },
    )
  })

  it('never throws, whatever comes', () => {
    const parts = fc
      .tuple(fc.json(), fc.json(), fc.base64String())
      .map(([a, b, c]) => `${part(a)}.${part(b)}.${c}`)
    fc.assert(
      fc.property(fc.oneof(fc.string(), parts), (text) => {
        expect(codeOf(text)).toMatch(/^assignment_/)
      }),
    )
  })

  it('is refused with a hint that is an action', () => {
    const verified = verifyAssignment('x', TRUST)
    expect(verified.ok ? '' : verified.error.hint).toMatch(/^(Find out|Nothing was changed\. Update)/)
  })
})
