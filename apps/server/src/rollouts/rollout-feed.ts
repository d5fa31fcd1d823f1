import { Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common'
import { Database, Notices } from '../base/database/index.js'

/** The PostgreSQL channel on which each stored step of a rollout is announced at commit, as id and version. */
export const ROLLOUT_CHANNEL = 'goherd_rollout'

/** A step that some server stored; undefined when any may have been. */
export type StoredStep = { readonly id: string; readonly version: number } | undefined
export type StepListener = (step: StoredStep) => void

/** Tells this process of every step, command and start of a rollout that any server committed. */
@Injectable()
export class RolloutFeed implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly listeners = new Set<StepListener>()
  private notices: Notices | undefined

  constructor(private readonly database: Database) {}

  async onApplicationBootstrap(): Promise<void> {
    this.notices = new Notices({
      url: this.database.url,
      channel: ROLLOUT_CHANNEL,
      name: 'goherd rollouts',
      onNotice: (payload) => this.tell(payload),
    })
    await this.notices.start()
  }

  async onModuleDestroy(): Promise<void> {
    await this.notices?.stop()
  }

  onStored(listener: StepListener): void {
    this.listeners.add(listener)
  }

  private tell(payload: string | undefined): void {
    const [id = '', version = ''] = payload?.split(' ') ?? []
    const step = payload === undefined ? undefined : { id, version: Number(version) }
    for (const listener of this.listeners) listener(step)
  }
}
