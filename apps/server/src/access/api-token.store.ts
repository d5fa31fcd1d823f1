import { type Role, roleCovers } from '@goherd/model'
import { role } from '@goherd/protocol'
import { Injectable } from '@nestjs/common'
import { Clock } from '../base/clock/index.js'
import { Database, type Writer } from '../base/database/index.js'
import { GoherdError } from '../base/errors/index.js'
import { hashSecret, newSecret, sameHash } from '../base/secrets/index.js'
import type { Actor } from './actor.js'

const API_TOKEN_PREFIX = 'goh_'
const USE_NOTED_EVERY_MS = 60_000

/** API tokens: made, found by their secret, listed, revoked. Only their hash is stored. */
@Injectable()
export class ApiTokenStore {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
  ) {}

  /** @returns the row and the secret, which is known only now */
  async create(
    values: { userId: string; name: string; role: Role; ttlSeconds: number | null },
    tx: Writer = this.database.prisma,
  ) {
    const { ttlSeconds, ...data } = values
    const token = newSecret(API_TOKEN_PREFIX)
    const now = this.clock.now()
    const expiresAt = ttlSeconds === null ? null : new Date(now.getTime() + ttlSeconds * 1000)
    const row = await tx.apiToken.create({
      data: { ...data, hash: hashSecret(token), createdAt: now, expiresAt },
      include: { user: true },
    })
    return { row, token }
  }

  /**
   * Who a token speaks for. Its role is never above what its owner has now.
   * @throws GoherdError `token_unknown` or `token_expired`
   */
  async actorOf(token: string): Promise<Actor> {
    const hash = hashSecret(token)
    const row = token.startsWith(API_TOKEN_PREFIX)
      ? await this.database.prisma.apiToken.findUnique({ where: { hash }, include: { user: true } })
      : null
    if (!row || !sameHash(row.hash, hash)) {
      throw new GoherdError('unauthenticated', 'token_unknown', {
        message: 'this API token is not known here, or was revoked',
        hint: 'Make a new one in the settings of the dashboard, or check which server it is for.',
      })
    }
    const now = this.clock.now()
    if (row.expiresAt && row.expiresAt <= now) {
      throw new GoherdError('unauthenticated', 'token_expired', {
        message: 'this API token has expired',
        hint: 'Make a new one in the settings of the dashboard.',
      })
    }
    if (!row.lastUsedAt || now.getTime() - row.lastUsedAt.getTime() > USE_NOTED_EVERY_MS) {
      await this.database.prisma.apiToken.updateMany({ where: { id: row.id }, data: { lastUsedAt: now } })
    }
    const { user } = row
    return {
      userId: user.id,
      name: user.name,
      email: user.email,
      role: weaker(role.parse(row.role), role.parse(user.role)),
      via: 'token',
    }
  }

  /** One's own tokens, or everybody's for who may manage them. Newest first. */
  list(userId: string | undefined) {
    return this.database.prisma.apiToken.findMany({
      where: userId === undefined ? {} : { userId },
      include: { user: true },
      orderBy: { createdAt: 'desc' },
    })
  }

  /** The row that was removed; undefined when there was none (of that owner). */
  async revoke(id: string, userId: string | undefined, tx: Writer) {
    const row = await tx.apiToken.findFirst({
      where: { id, ...(userId === undefined ? {} : { userId }) },
      include: { user: true },
    })
    if (!row) return undefined
    const { count } = await tx.apiToken.deleteMany({ where: { id } })
    return count === 1 ? row : undefined
  }
}

function weaker(a: Role, b: Role): Role {
  return roleCovers(a, b) ? b : a
}
