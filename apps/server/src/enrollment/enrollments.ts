import type { EnrollAnswer, EnrollRequest } from '@goherd/protocol'
import { Injectable, Logger } from '@nestjs/common'
import { AuditLog } from '../audit/index.js'
import { Database, isUniqueViolation, type Writer } from '../base/database/index.js'
import { GoherdError } from '../base/errors/index.js'
import { AssignmentSigner, Assignments } from '../groups/index.js'
import { EnrollmentTokenStore, tokenRefused } from './enrollment-token.store.js'
import { HostKeyStore } from './host-key.store.js'
import { verifyHostKey } from './verify-host-key.js'

/** A host that has just enrolled for the first time. */
export interface EnrolledHost {
  readonly hostId: string
  readonly name: string
  readonly groupId: string
  readonly group: string
  readonly platform: string
}

/** How a host becomes one of the fleet's. */
@Injectable()
export class Enrollments {
  readonly #logger = new Logger('enrollment')
  readonly #listeners = new Set<(host: EnrolledHost) => void>()

  constructor(
    private readonly database: Database,
    private readonly tokens: EnrollmentTokenStore,
    private readonly hosts: HostKeyStore,
    private readonly signer: AssignmentSigner,
    private readonly assignments: Assignments,
    private readonly audit: AuditLog,
  ) {}

  /** Hears of each new host after its commit. @returns ends the subscription */
  onEnrolled(listener: (host: EnrolledHost) => void): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  /**
   * Takes a host in. Safe to repeat: the same token, name and key give the same host.
   * @param address for the audit log
   * @throws GoherdError `bad_key`, `bad_signature`, `token_unknown`, `token_expired`, `token_used_up`,
   * `token_revoked`, `host_name_taken`, `host_key_taken`, `host_enrolled_elsewhere`
   */
  async enroll(request: EnrollRequest, address: string): Promise<EnrollAnswer> {
    try {
      const publicKey = verifyHostKey(request)
      const { host, isNew } = await this.database.transaction((tx) => this.admit(request, publicKey, tx))
      if (isNew) this.tell(host)
      const { hostId, name, group, groupId } = host
      const { signer } = this
      return { hostId, name, group, groupId, signingKey: signer.publicKey(), keyId: signer.keyId() }
    } catch (thrown) {
      const error = isUniqueViolation(thrown) ? nameTaken(request.name) : thrown
      if (error instanceof GoherdError) await this.recordRefusal(request, error, address)
      throw error
    }
  }

  private async admit(request: EnrollRequest, publicKey: string, tx: Writer) {
    const token = await this.tokens.find(request.token, tx)
    const known = await this.hosts.byNameOrKey(request.name, publicKey, tx)
    if (known?.name === request.name && known.publicKey === publicKey) {
      // The answer to the first try was lost: it may have been the token's last use.
      if (token.state !== 'valid' && !(token.state === 'used-up' && known.tokenId === token.id)) {
        throw tokenRefused(token.state)
      }
      if (known.groupId !== token.group.id) throw enrolledElsewhere(known.name, known.group.name)
      return { isNew: false, host: toEnrolled(known) }
    }
    if (token.state !== 'valid') throw tokenRefused(token.state)
    if (known?.name === request.name) throw nameTaken(request.name)
    if (known) throw keyTaken(known.name)
    await this.tokens.consume(token.id, tx)
    const host = await this.hosts.create(
      { request, publicKey, groupId: token.group.id, tokenId: token.id },
      tx,
    )
    await this.audit.record(
      {
        actor: `token:${token.id}`,
        action: 'host.enroll',
        target: `host:${host.name}`,
        reason: token.note,
        summary: `${host.name} (${host.platform}) joined group ${host.group.name} with a token of ${token.createdBy}`,
      },
      tx,
    )
    return { isNew: true, host: toEnrolled(host) }
  }

  private tell(host: EnrolledHost): void {
    for (const listener of this.#listeners) listener(host)
    // Fetching an archive takes longer than the host should wait; it asks again whenever it connects.
    this.assignments.coverPlatform(host.groupId, host.platform).catch((error: unknown) => {
      this.#logger.warn(
        `no archive for ${host.platform} yet: ${error instanceof Error ? error.message : error}`,
      )
    })
  }

  private async recordRefusal(request: EnrollRequest, error: GoherdError, address: string): Promise<void> {
    const target = `host:${request.name}`
    const summary = `enrollment from ${address} refused: ${error.message} (${error.code})`
    await this.audit.refused({ actor: 'unknown', action: 'host.enroll', target, summary })
  }
}

function toEnrolled(host: {
  id: string
  name: string
  platform: string
  group: { id: string; name: string }
}): EnrolledHost {
  const { id, name, platform, group } = host
  return { hostId: id, name, groupId: group.id, group: group.name, platform }
}

function nameTaken(name: string): GoherdError {
  return new GoherdError('conflict', 'host_name_taken', {
    message: `another machine is enrolled as ${name}`,
    hint: 'Choose another name with --name.',
  })
}

function keyTaken(name: string): GoherdError {
  return new GoherdError('conflict', 'host_key_taken', {
    message: `this key belongs to the host ${name}`,
    hint: 'The agent root was copied: give this agent an empty root of its own and enroll again.',
  })
}

function enrolledElsewhere(name: string, group: string): GoherdError {
  return new GoherdError('conflict', 'host_enrolled_elsewhere', {
    message: `${name} is enrolled already, in group ${group}`,
    hint: `Just run the agent, or use a token for group ${group}.`,
  })
}
