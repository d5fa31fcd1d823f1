import { type BeforeApplicationShutdown, Injectable, Logger, type OnModuleInit } from '@nestjs/common'
import { Clock } from '../base/clock/index.js'
import { GroupReader } from '../groups/index.js'
import { GroupProofReader } from './group-proof.reader.js'
import { type HostChange, HostChanges } from './host-changes.js'

/** How long proofs gather before they are counted, in milliseconds. */
const GATHER_MS = 200

/** Marks a revision good once every live host of a group that follows it has proved it. */
@Injectable()
export class GoodRevisions implements OnModuleInit, BeforeApplicationShutdown {
  private readonly logger = new Logger(GoodRevisions.name)
  /** Groups to look at, and revisions that need no further look. */
  private readonly waiting = new Set<string>()
  private readonly good = new Set<number>()
  private looking: Promise<void> | undefined
  private stopped = false

  constructor(
    private readonly changes: HostChanges,
    private readonly proofs: GroupProofReader,
    private readonly groups: GroupReader,
    private readonly clock: Clock,
  ) {}

  onModuleInit(): void {
    this.changes.onChanged((changes) => {
      for (const change of changes) if (mayComplete(change)) this.waiting.add(change.host.groupId)
      if (this.waiting.size === 0 || this.looking || this.stopped) return
      this.looking = this.look().finally(() => {
        this.looking = undefined
      })
    })
  }

  async beforeApplicationShutdown(): Promise<void> {
    this.stopped = true
    await this.looking
  }

  private async look(): Promise<void> {
    while (this.waiting.size > 0 && !this.stopped) {
      await new Promise((resolve) => setTimeout(resolve, GATHER_MS))
      const groupIds = [...this.waiting]
      this.waiting.clear()
      await this.judge(groupIds).catch((error: unknown) => this.logger.warn(String(error)))
    }
  }

  private async judge(groupIds: readonly string[]): Promise<void> {
    for (const { revision, proved, open } of await this.proofs.of(groupIds)) {
      if (open > 0 || proved === 0 || this.good.has(revision)) continue
      await this.groups.markGood(revision, this.clock.now())
      this.good.add(revision)
    }
  }
}

/** A proof more, or a host less that a proof is waited for. */
function mayComplete({ before, after }: HostChange): boolean {
  return (after.proved && !before.proved) || (before.online && !after.online)
}
