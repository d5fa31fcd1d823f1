import { Injectable } from '@nestjs/common'
import { Clock } from '../base/clock/index.js'
import { Database, type Writer } from '../base/database/index.js'
import { GoherdError } from '../base/errors/index.js'
import { hashSecret, newSecret } from '../base/secrets/index.js'

/** What a link is for: the first administrator, a new person's password, signing in. */
export type LinkKind = 'setup' | 'invite' | 'sign-in'

const HINTS: Readonly<Record<LinkKind, string>> = {
  setup: 'Start the server again while it has no administrator: it prints a new link.',
  invite: 'Ask an administrator to invite you again.',
  'sign-in': 'Ask for a new link, or sign in with your password.',
}

/** Links that work without a password, so many times and so long. Only the hash of their token is stored. */
@Injectable()
export class LinkStore {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
  ) {}

  /** @returns the token for the link, which is known only now */
  async create(
    values: { kind: LinkKind; userId?: string; uses?: number; ttlSeconds: number },
    tx: Writer = this.database.prisma,
  ): Promise<{ token: string; expiresAt: Date }> {
    const { kind, userId = null, uses = 1, ttlSeconds } = values
    const token = newSecret('')
    const createdAt = this.clock.now()
    const expiresAt = new Date(createdAt.getTime() + ttlSeconds * 1000)
    await tx.accessLink.create({
      data: { hash: hashSecret(token), kind, userId, uses, createdAt, expiresAt },
    })
    return { token, expiresAt }
  }

  /** Makes every link of that kind (of that person) worthless. */
  async withdraw(
    kind: LinkKind,
    userId: string | undefined,
    tx: Writer = this.database.prisma,
  ): Promise<void> {
    await tx.accessLink.deleteMany({ where: { kind, ...(userId === undefined ? {} : { userId }) } })
  }

  /**
   * Uses a link once. Of many who come with its last use at the same time, one gets it.
   * @returns whom it is for; null for the setup link
   * @throws GoherdError `link_unknown`, `link_expired` or `link_used_up`
   */
  async consume(kind: LinkKind, token: string, tx: Writer): Promise<{ userId: string | null }> {
    const hash = hashSecret(token)
    const now = this.clock.now()
    const { count } = await tx.accessLink.updateMany({
      where: { hash, kind, expiresAt: { gt: now }, used: { lt: tx.accessLink.fields.uses } },
      data: { used: { increment: 1 } },
    })
    const row = await tx.accessLink.findFirst({ where: { hash, kind } })
    if (row && count === 1) return { userId: row.userId }
    const [code, message] = row
      ? row.expiresAt <= now
        ? (['link_expired', 'this link has expired'] as const)
        : (['link_used_up', 'this link was used already'] as const)
      : (['link_unknown', 'this link is not known here'] as const)
    throw new GoherdError(row ? 'gone' : 'unauthenticated', code, { message, hint: HINTS[kind] })
  }
}
