import { createHash, createPublicKey, type KeyObject, verify } from 'node:crypto'
import { logForged } from './log-errors.js'

/** Who signs the tree of a log: `name+hash+key`, as GOSUMDB writes it. */
export interface LogKey {
  readonly name: string
  /** The first four bytes of the hash that names the key, in hex. */
  readonly id: string
  readonly key: KeyObject
}

/** The key of Go's own checksum database, which every go command carries. */
export const GO_LOG_KEY = 'sum.golang.org+033de0ae+Ac4zctda0e5eza+HJyk9SxEdh+s3Ux18htTTAD8OuAn8'

const ED25519 = 1

/** Reads `name+hash+key`; undefined when it is no such key. */
export function parseLogKey(text: string): LogKey | undefined {
  const match = /^([^\s+]+)\+([0-9a-f]{8})\+([A-Za-z0-9+/]+=*)$/.exec(text)
  if (match?.[1] === undefined || match[2] === undefined || match[3] === undefined) return undefined
  const [, name, id, encoded] = match
  const data = Buffer.from(encoded, 'base64')
  const expected = createHash('sha256').update(`${name}\n`).update(data).digest('hex').slice(0, 8)
  if (data[0] !== ED25519 || data.length !== 33 || expected !== id) return undefined
  const x = data.subarray(1).toString('base64url')
  return { name, id, key: createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x }, format: 'jwk' }) }
}

/**
 * The text of a signed note, which is what the key signed and nothing else of it. Throws `public_log_forged` without a good signature.
 * Source: golang.org/x/mod/sumdb/note.
 */
export function openNote(note: string, { name, id, key }: LogKey): string {
  const split = note.lastIndexOf('\n\n')
  if (split < 0 || !note.endsWith('\n')) throw logForged(name, 'its tree is not signed')
  const text = note.slice(0, split + 1)
  let isSigned = false
  for (const line of note.slice(split + 2, -1).split('\n')) {
    const match = /^— (\S+) ([A-Za-z0-9+/]+=*)$/.exec(line)
    if (match === null) throw logForged(name, 'its signature is damaged')
    const signature = Buffer.from(match[2] ?? '', 'base64')
    if (match[1] !== name || signature.subarray(0, 4).toString('hex') !== id) continue
    if (!verify(null, Buffer.from(text), key, signature.subarray(4)))
      throw logForged(name, 'its signature is wrong')
    isSigned = true
  }
  if (!isSigned) throw logForged(name, 'its tree is not signed with its key')
  return text
}
