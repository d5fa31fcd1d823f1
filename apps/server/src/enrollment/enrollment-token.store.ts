import { Injectable } from '@nestjs/common'
import { Clock } from '../base/clock/index.js'
import { Database, type Writer } from '../base/database/index.js'
import { GoherdError } from '../base/errors/index.js'
import { hashSecret, newSecret } from '../base/secrets/index.js'
import { type TokenState, tokenState } from './token-state.js'

const ENROLLMENT_TOKEN_PREFIX = 'ghe_'

const WITH_GROUP = { group: { select: { id: true, name: true } } } as const

/** Enrollment tokens: counted, expiring, bound to a group. Only their hash is stored. */
@Injectable()
export class EnrollmentTokenStore {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
  ) {}

  /** @returns the row and the secret, which is known only now */
  async create(
    values: { groupId: string; uses: number; ttlSeconds: number; note: string; createdBy: string },
    tx: Writer,
  ) {
    const { ttlSeconds, ...data } = values
    const token = newSecret(ENROLLMENT_TOKEN_PREFIX)
    const createdAt = this.clock.now()
    const expiresAt = new Date(createdAt.getTime() + ttlSeconds * 1000)
    const row = await tx.enrollmentToken.create({
      data: { ...data, hash: hashSecret(token), createdAt, expiresAt },
      include: WITH_GROUP,
    })
    return { row, token }
  }

  /** Newest first. */
  list() {
    return this.database.prisma.enrollmentToken.findMany({
      include: WITH_GROUP,
      orderBy: [{ createdAt: 'desc' }, { id: 'desc' }],
    })
  }

  /** Makes a token worthless; the second time changes nothing. Undefined when there is none of that id. */
  async revoke(id: string, tx: Writer) {
    await tx.enrollmentToken.updateMany({
      where: { id, revokedAt: null },
      data: { revokedAt: this.clock.now() },
    })
    return (await tx.enrollmentToken.findUnique({ where: { id }, include: WITH_GROUP })) ?? undefined
  }

  /** The token of that secret, and whether it is still good. @throws GoherdError `token_unknown` */
  async find(secret: string, tx: Writer) {
    const row = await tx.enrollmentToken.findUnique({
      where: { hash: hashSecret(secret) },
      include: WITH_GROUP,
    })
    if (!row) {
      throw new GoherdError('unauthenticated', 'token_unknown', {
        message: 'this enrollment token is not known here',
        hint: 'Check that the token is complete and for this server, or make a new one: goherd enroll token create',
      })
    }
    return { ...row, state: tokenState(row, this.clock.now()) }
  }

  /** Takes one use of a token; of many who want its last one, one gets it. @throws GoherdError as refuseToken */
  async consume(id: string, tx: Writer): Promise<void> {
    const now = this.clock.now()
    const { count } = await tx.enrollmentToken.updateMany({
      where: { id, revokedAt: null, expiresAt: { gt: now }, used: { lt: tx.enrollmentToken.fields.uses } },
      data: { used: { increment: 1 } },
    })
    if (count === 1) return
    const row = await tx.enrollmentToken.findUniqueOrThrow({ where: { id } })
    const state = tokenState(row, now)
    throw tokenRefused(state === 'valid' ? 'used-up' : state)
  }
}

const REFUSALS: Readonly<Record<Exclude<TokenState, 'valid'>, { code: string; message: string }>> = {
  'used-up': { code: 'token_used_up', message: 'every use of this enrollment token is taken' },
  expired: { code: 'token_expired', message: 'this enrollment token has expired' },
  revoked: { code: 'token_revoked', message: 'this enrollment token was revoked' },
}

/** Why a token that exists lets nobody in. */
export function tokenRefused(state: Exclude<TokenState, 'valid'>): GoherdError {
  const { code, message } = REFUSALS[state]
  return new GoherdError('gone', code, { message, hint: 'Make a new one: goherd enroll token create' })
}
