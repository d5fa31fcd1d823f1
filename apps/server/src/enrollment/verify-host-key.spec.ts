import { generateKeyPairSync, type KeyObject, sign } from 'node:crypto'
import { enrollText } from '@goherd/protocol'
import { describe, expect, it } from 'vitest'
import { verifyHostKey } from './verify-host-key.js'

const { privateKey, publicKey } = generateKeyPairSync('ed25519')
const base64 = (key: KeyObject) => key.export({ type: 'spki', format: 'der' }).toString('base64')
const claim = { token: 'ghe_token', name: 'ci-1' }
const signed = (text: string) => sign(null, Buffer.from(text), privateKey).toString('base64url')
const good = { ...claim, publicKey: base64(publicKey), signature: signed(enrollText(claim)) }
const code = (expected: string) => expect.objectContaining({ code: expected })

describe('verifyHostKey', () => {
  it('gives the key in its one form, however it was written', () => {
    expect(verifyHostKey(good)).toBe(good.publicKey)
    expect(verifyHostKey({ ...good, publicKey: ` ${good.publicKey}\n` })).toBe(good.publicKey)
  })

  it('refuses a signature for another name, another token or another purpose', () => {
    expect(() => verifyHostKey({ ...good, name: 'ci-2' })).toThrow(code('bad_signature'))
    expect(() => verifyHostKey({ ...good, token: 'ghe_other' })).toThrow(code('bad_signature'))
    const connection = signed(`goherd agent connection v1\nci-1\nghe_token\n`)
    expect(() => verifyHostKey({ ...good, signature: connection })).toThrow(code('bad_signature'))
    expect(() => verifyHostKey({ ...good, signature: 'no signature' })).toThrow(code('bad_signature'))
  })

  it('refuses every other kind of key', () => {
    const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 }).publicKey
    const ec = generateKeyPairSync('ec', { namedCurve: 'P-256' }).publicKey
    for (const key of [base64(rsa), base64(ec), '', 'AAAA', good.publicKey.slice(0, -8)]) {
      expect(() => verifyHostKey({ ...good, publicKey: key }), key).toThrow(code('bad_key'))
    }
  })
})
