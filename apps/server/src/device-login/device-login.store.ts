import { randomBytes } from 'node:crypto'
import type { Role } from '@goherd/model'
import { Injectable } from '@nestjs/common'
import { Clock } from '../base/clock/index.js'
import { Database, type Writer } from '../base/database/index.js'
import { hashSecret, newSecret } from '../base/secrets/index.js'
import { makeUserCode } from './user-code.js'

/** Command lines that wait for somebody to let them in. Only the hash of what they poll with is stored. */
@Injectable()
export class DeviceLoginStore {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
  ) {}

  /** @returns the row and the secret to poll with, which is known only now. Those that ended long ago are forgotten. */
  async create({ client, address, ttlSeconds }: { client: string; address: string; ttlSeconds: number }) {
    const createdAt = this.clock.now()
    const forgetBefore = new Date(createdAt.getTime() - DAY_MS)
    await this.database.prisma.deviceLogin.deleteMany({ where: { expiresAt: { lt: forgetBefore } } })
    const deviceCode = newSecret('')
    const row = await this.database.prisma.deviceLogin.create({
      data: {
        ...{ client, address, createdAt },
        deviceHash: hashSecret(deviceCode),
        userCode: makeUserCode(randomBytes),
        expiresAt: new Date(createdAt.getTime() + ttlSeconds * 1000),
      },
    })
    return { row, deviceCode }
  }

  findByUserCode(userCode: string) {
    return this.database.prisma.deviceLogin.findUnique({ where: { userCode } })
  }

  /** The row of a secret, as it was before this poll, which is noted on it. */
  async poll(deviceCode: string) {
    const deviceHash = hashSecret(deviceCode)
    const row = await this.database.prisma.deviceLogin.findUnique({ where: { deviceHash } })
    if (row)
      await this.database.prisma.deviceLogin.updateMany({
        where: { deviceHash },
        data: { polledAt: this.clock.now() },
      })
    return row
  }

  /** @returns false when somebody answered before, or it has expired */
  async answer(
    userCode: string,
    answer: { kind: 'denied' } | { kind: 'approved'; userId: string; role: Role },
    tx: Writer,
  ): Promise<boolean> {
    const { kind, ...by } = answer
    const { count } = await tx.deviceLogin.updateMany({
      where: { userCode, state: 'pending', expiresAt: { gt: this.clock.now() } },
      data: { state: kind, ...by },
    })
    return count === 1
  }

  /** Takes what was approved, once: of many who come with the same secret at the same time, one is answered true. */
  async use(id: string, tx: Writer): Promise<boolean> {
    const { count } = await tx.deviceLogin.updateMany({
      where: { id, state: 'approved' },
      data: { state: 'used' },
    })
    return count === 1
  }
}
const DAY_MS = 24 * 3600 * 1000
