import { Injectable, Logger, type OnModuleInit } from '@nestjs/common'
import { AuditLog } from '../audit/index.js'
import { ServerConfig } from '../base/config/index.js'
import { Database } from '../base/database/index.js'

/**
 * After an older backup was restored, hosts have seen newer epochs than the database knows, and refuse what it gives out as a replay.
 * The setting lifts the fleet's epoch over theirs; it never lowers it.
 */
@Injectable()
export class EpochFloor implements OnModuleInit {
  private readonly logger = new Logger(EpochFloor.name)

  constructor(
    private readonly config: ServerConfig,
    private readonly database: Database,
    private readonly audit: AuditLog,
  ) {}

  async onModuleInit(): Promise<void> {
    const { epochAtLeast } = this.config
    if (epochAtLeast === undefined) return
    const { prisma } = this.database
    await prisma.$transaction(async (tx) => {
      await tx.fleet.createMany({ data: [{ id: 1 }], skipDuplicates: true })
      const { count } = await tx.fleet.updateMany({
        where: { id: 1, epoch: { lt: epochAtLeast } },
        data: { epoch: epochAtLeast },
      })
      if (count === 0) return
      const summary = `the fleet's epoch is ${epochAtLeast} from now on, as GOHERD_EPOCH_AT_LEAST says`
      await this.audit.record(
        {
          actor: 'goherd',
          action: 'fleet.epoch',
          target: 'fleet',
          reason: 'restored from a backup',
          summary,
        },
        tx,
      )
      this.logger.warn(`${summary}; assign each group anew`)
    })
  }
}
