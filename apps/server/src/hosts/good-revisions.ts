import {
  type BeforeApplicationShutdown,
  Injectable,
  Logger,
  type OnApplicationBootstrap,
} from '@nestjs/common'
import { Clock } from '../base/clock/index.js'
import { GoodRevisionStore, GroupReader } from '../groups/index.js'
import { type HostChange, HostChanges } from './host-changes.js'

/** How long proofs gather before they are counted, in milliseconds. */
const GATHER_MS = 200

/** Marks a revision good once every live host of a group that follows it has proved it. */
@Injectable()
export class GoodRevisions implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly logger = new Logger(GoodRevisions.name)
  /** Groups to look at. */
  private readonly waiting = new Set<string>()
  private looking: Promise<void> | undefined
  private stopped = false

  constructor(
    private readonly changes: HostChanges,
    private readonly good: GoodRevisionStore,
    private readonly groups: GroupReader,
    private readonly clock: Clock,
  ) {}

  /** What was proved last before a server died was perhaps never counted. */
  async onApplicationBootstrap(): Promise<void> {
    this.changes.onChanged((changes) => {
      this.wait(changes.filter(mayComplete).map(({ host }) => host.groupId))
    })
    this.wait((await this.groups.list()).map(({ id }) => id))
  }

  async beforeApplicationShutdown(): Promise<void> {
    this.stopped = true
    await this.looking
  }

  private wait(groupIds: readonly string[]): void {
    for (const id of groupIds) this.waiting.add(id)
    if (this.waiting.size === 0 || this.looking || this.stopped) return
    this.looking = this.look().finally(() => {
      this.looking = undefined
    })
  }

  private async look(): Promise<void> {
    while (this.waiting.size > 0 && !this.stopped) {
      await new Promise((resolve) => setTimeout(resolve, GATHER_MS))
      const groupIds = [...this.waiting]
      this.waiting.clear()
      await this.good
        .mark(groupIds, this.clock.now())
        .catch((error: unknown) => this.logger.warn(String(error)))
    }
  }
}

/** A proof more, also of something newer right after the proof of what was before, or a host less that a proof is waited for. */
function mayComplete({ before, after }: HostChange): boolean {
  return (after.proved && (!before.proved || after.epoch > before.epoch)) || (before.online && !after.online)
}
