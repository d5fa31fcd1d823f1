import { Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common'
import { Database, Notices, type Writer } from '../database/index.js'

/** What holds for many at once, and whose change wakes whoever waits for it. */
export type Topic = 'freeze' | 'recalls' | 'group-windows'
/** `about` is what the announcement named; undefined after the connection was away, when anything may have changed. */
export type NewsListener = (about: string | undefined) => void

const CHANNEL = 'goherd_news'

/** Tells this process of every change of these topics that any server committed, its own included. */
@Injectable()
export class FleetNews implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly listeners: { readonly topic: Topic; readonly listener: NewsListener }[] = []
  private notices: Notices | undefined

  constructor(private readonly database: Database) {}

  async onApplicationBootstrap(): Promise<void> {
    this.notices = new Notices({
      url: this.database.url,
      channel: CHANNEL,
      name: 'goherd news',
      onNotice: (payload) => this.tell(payload),
    })
    await this.notices.start()
  }

  async onModuleDestroy(): Promise<void> {
    await this.notices?.stop()
  }

  /** Announces inside the caller's transaction: it is told when that is committed, and not otherwise. */
  async announce(tx: Writer, topic: Topic, about = ''): Promise<void> {
    await tx.$executeRaw`SELECT pg_notify(${CHANNEL}, ${`${topic} ${about}`})`
  }

  on(topic: Topic, listener: NewsListener): void {
    this.listeners.push({ topic, listener })
  }

  private tell(payload: string | undefined): void {
    const [of, about = ''] = payload?.split(' ') ?? []
    for (const { topic, listener } of this.listeners) {
      if (payload === undefined) listener(undefined)
      else if (topic === of) listener(about)
    }
  }
}
