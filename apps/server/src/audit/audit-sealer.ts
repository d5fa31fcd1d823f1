import { Injectable, Logger, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common'
import { SealStore } from './seal.store.js'

/** Between looks for entries without a seal, in milliseconds. */
const EVERY_MS = 1_000
/** Entries in one transaction. */
const BATCH = 1_000

/** Seals what was written to the audit log, a moment later: the transactions that write stay as short as they are. */
@Injectable()
export class AuditSealer implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly logger = new Logger('audit')
  private timer: NodeJS.Timeout | undefined
  private sealing: Promise<void> = Promise.resolve()
  private failed = false

  constructor(private readonly store: SealStore) {}

  onApplicationBootstrap(): void {
    this.next()
  }

  async onModuleDestroy(): Promise<void> {
    clearTimeout(this.timer)
    this.timer = undefined
    await this.sealing
  }

  private next(): void {
    this.timer = setTimeout(() => {
      this.sealing = this.seal().finally(() => {
        if (this.timer) this.next()
      })
    }, EVERY_MS)
    this.timer.unref()
  }

  private async seal(): Promise<void> {
    try {
      while ((await this.store.sealNext(BATCH)) === BATCH && this.timer);
      this.failed = false
    } catch (error) {
      if (!this.failed) this.logger.warn(`the audit log cannot be sealed, trying again: ${String(error)}`)
      this.failed = true
    }
  }
}
