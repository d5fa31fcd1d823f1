import { createPrivateKey, generateKeyPairSync, type KeyObject } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { enrollAnswer, labels } from '@goherd/protocol'
import { z } from 'zod'
import { AgentError } from './disk/agent-error.js'
import { writeDurably } from './disk/durable-file.js'
import { errnoOf } from './disk/errno.js'
import type { Layout } from './disk/layout.js'

const identitySchema = enrollAnswer.extend({
  /** The origin of the server this host enrolled with, without a slash at the end. */
  server: z.url(),
  /** Those given by hand. */
  labels: labels.optional(),
  /** Where more of them are read at each start; see labels/. */
  labelsFile: z.string().optional(),
  labelsCommand: z.string().optional(),
})

/** Who this host is, where its server is, and the key it trusts to sign assignments. Kept for ever. */
export type Identity = z.infer<typeof identitySchema>

function identityPath(layout: Layout): string {
  return join(layout.state, 'identity.json')
}

function keyPath(layout: Layout): string {
  return join(layout.state, 'host-key.pem')
}

/** The identity of this root; undefined when it was never enrolled. Throws `identity_unreadable` for a damaged one. */
export function readIdentity(layout: Layout): Identity | undefined {
  const text = readIfThere(identityPath(layout))
  if (text === undefined) return undefined
  try {
    return identitySchema.parse(JSON.parse(text))
  } catch (cause) {
    throw new AgentError({
      code: 'identity_unreadable',
      message: `${identityPath(layout)} is damaged`,
      hint: 'Enroll this host again with a new token: goherd-agent enroll.',
      cause,
    })
  }
}

/** Keeps an identity, readable for its owner only. */
export async function writeIdentity(layout: Layout, identity: Identity): Promise<void> {
  await writeDurably(identityPath(layout), `${JSON.stringify(identity, null, 2)}\n`, 0o600)
}

/** The host's own Ed25519 key; made on this host and never leaving it. Throws `host_key_missing` for an enrolled root without one. */
export function readHostKey(layout: Layout): KeyObject {
  const pem = readIfThere(keyPath(layout))
  if (pem !== undefined) return createPrivateKey(pem)
  throw new AgentError({
    code: 'host_key_missing',
    message: `${keyPath(layout)} is gone`,
    hint: 'Enroll this host again with a new token: goherd-agent enroll.',
  })
}

/** Makes a new key and keeps it, mode 0600. Answers the private key and the public one as SPKI in base64. */
export async function makeHostKey(
  layout: Layout,
): Promise<{ readonly privateKey: KeyObject; readonly publicKey: string }> {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519')
  await writeDurably(keyPath(layout), privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(), 0o600)
  return { privateKey, publicKey: publicKey.export({ type: 'spki', format: 'der' }).toString('base64') }
}

function readIfThere(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8')
  } catch (cause) {
    if (errnoOf(cause) === 'ENOENT') return undefined
    throw AgentError.from(cause)
  }
}
