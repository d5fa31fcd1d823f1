import { createHash, createPrivateKey, createPublicKey, type KeyObject } from 'node:crypto'
import { join } from 'node:path'
import { type Assignment, assignment } from '@goherd/protocol'
import { Injectable, type OnModuleInit } from '@nestjs/common'
import { CompactSign } from 'jose'
import { ServerConfig } from '../base/config/index.js'
import { GoherdError } from '../base/errors/index.js'
import { SigningKeyStore } from './signing-key.store.js'
import { makeSigningKey, readSigningKey } from './signing-key-file.js'

const FILE = 'signing-key.pem'
/** What `assignment.changed` may carry, in characters. */
const MAX_JWS = 32_768

interface LoadedKey {
  readonly privateKey: KeyObject
  readonly publicKey: string
  readonly keyId: string
}

/** Signs assignments with the key that agents pin when they enroll. The key is a file; the database only knows its name. */
@Injectable()
export class AssignmentSigner implements OnModuleInit {
  #key: LoadedKey | undefined

  constructor(
    private readonly config: ServerConfig,
    private readonly store: SigningKeyStore,
  ) {}

  /**
   * Loads the key, or makes it when this fleet never had one.
   * @throws GoherdError `signing_key_exposed`, `signing_key_unreadable`, `signing_key_missing`, `signing_key_changed`
   */
  async onModuleInit(): Promise<void> {
    const path = join(this.config.dataDir, FILE)
    const known = await this.store.keyId()
    const pem = (await readSigningKey(path)) ?? (await firstKey(path, known))
    const key = loadKey(pem, path)
    const pinned = await this.store.pin(key.keyId)
    if (pinned !== key.keyId) throw changedKey(path, pinned, key.keyId)
    this.#key = key
  }

  /** Ed25519, SPKI in base64. */
  publicKey(): string {
    return this.#loaded().publicKey
  }

  /** The `kid` of every signature: the first half of the public key's SHA-256, in hex. */
  keyId(): string {
    return this.#loaded().keyId
  }

  /**
   * The signed form of an assignment, as a compact JWS over its JSON.
   * @throws GoherdError `assignment_too_large` when agents would refuse the message for its length
   */
  async sign(payload: Assignment): Promise<string> {
    const { privateKey, keyId } = this.#loaded()
    const bytes = Buffer.from(JSON.stringify(assignment.parse(payload)))
    const jws = await new CompactSign(bytes).setProtectedHeader({ alg: 'EdDSA', kid: keyId }).sign(privateKey)
    if (jws.length > MAX_JWS) {
      throw new GoherdError('too-large', 'assignment_too_large', {
        message: `the assignment would be ${jws.length} characters long, agents accept ${MAX_JWS}`,
        hint: 'Shorten the settings.',
      })
    }
    return jws
  }

  /** The same key as text, for programs that check signatures. */
  publicKeyPem(): string {
    return createPublicKey(this.#loaded().privateKey).export({ type: 'spki', format: 'pem' }).toString()
  }

  /**
   * The signed form of something else that others have to believe, as a compact JWS over its JSON.
   * @param typ says in the protected header what it is, so that it is never taken for an assignment, which has none
   */
  async signStatement(typ: string, statement: object): Promise<string> {
    const { privateKey, keyId } = this.#loaded()
    const bytes = Buffer.from(JSON.stringify(statement))
    return new CompactSign(bytes).setProtectedHeader({ alg: 'EdDSA', kid: keyId, typ }).sign(privateKey)
  }

  #loaded(): LoadedKey {
    if (this.#key) return this.#key
    throw new GoherdError('unavailable', 'signing_key_not_loaded', {
      message: 'the signing key is not loaded yet',
      hint: 'Try again when the server has started.',
    })
  }
}

async function firstKey(path: string, known: string | null): Promise<string> {
  if (known === null) return makeSigningKey(path)
  throw new GoherdError('conflict', 'signing_key_missing', {
    message: `${path} is gone; the hosts of this fleet trust only key ${known}`,
    hint: 'Put the file back from a backup, or point GOHERD_DATA at the folder that has it.',
  })
}

function loadKey(pem: string, path: string): LoadedKey {
  const privateKey = parsePem(pem, path)
  const spki = createPublicKey(privateKey).export({ type: 'spki', format: 'der' })
  return {
    privateKey,
    publicKey: spki.toString('base64'),
    keyId: createHash('sha256').update(spki).digest('hex').slice(0, 32),
  }
}

function parsePem(pem: string, path: string): KeyObject {
  try {
    const key = createPrivateKey(pem)
    if (key.asymmetricKeyType === 'ed25519') return key
    throw new TypeError(`it is a key of type ${key.asymmetricKeyType}`)
  } catch (cause) {
    throw new GoherdError('conflict', 'signing_key_unreadable', {
      message: `${path} is not an Ed25519 private key in PEM form`,
      hint: 'Put the file back from a backup.',
      cause,
    })
  }
}

function changedKey(path: string, pinned: string, found: string): GoherdError {
  return new GoherdError('conflict', 'signing_key_changed', {
    message: `${path} holds key ${found}, but the hosts of this fleet trust only key ${pinned}`,
    hint: `Put back the file with key ${pinned}; servers that share a database share this file too.`,
  })
}
