import { Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common'
import { Database, Notices } from '../base/database/index.js'

/** The PostgreSQL channel on which the id of each answered check is announced at commit. */
export const CHECK_CHANNEL = 'goherd_check'

/** Called with the id of a check; with undefined when any may have been answered. */
export type AnsweredListener = (id: string | undefined) => void

/** Tells this process of answers of hosts that any server stored: a host answers the server that it is connected to. */
@Injectable()
export class CheckFeed implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly listeners = new Set<AnsweredListener>()
  private notices: Notices | undefined

  constructor(private readonly database: Database) {}

  async onApplicationBootstrap(): Promise<void> {
    this.notices = new Notices({
      url: this.database.url,
      channel: CHECK_CHANNEL,
      name: 'goherd checks',
      onNotice: (id) => {
        for (const listener of this.listeners) listener(id)
      },
    })
    await this.notices.start()
  }

  async onModuleDestroy(): Promise<void> {
    await this.notices?.stop()
  }

  onAnswered(listener: AnsweredListener): void {
    this.listeners.add(listener)
  }
}
