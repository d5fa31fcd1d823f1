import {
  type BeforeApplicationShutdown,
  Injectable,
  Logger,
  type OnApplicationBootstrap,
} from '@nestjs/common'
import { Clock } from '../base/clock/index.js'
import { Assignments } from '../groups/index.js'
import { type HostChange, HostChanges } from '../hosts/index.js'
import { RollbackReader } from './rollback.reader.js'
import { RollbackSettler, type Watched } from './rollback-settler.js'

/** How often time alone is looked at: deadlines, and hosts that stay away. In milliseconds. */
const TICK_MS = 1_000

/** How long what is heard gathers before it is settled, in milliseconds: the hosts' own proofs come first. */
const GATHER_MS = 50

/** A rollback that is watched, and which of its hosts were heard of since it was last settled. */
interface Watch {
  watched: Watched
  readonly heard: Set<string>
  settling: Promise<void> | undefined
}

/**
 * Follows rollbacks to their end and beyond it: hosts that were away prove them when they return. All truth is in the database,
 * so a server that starts resumes where any server stopped; two servers that follow the same one write the same.
 */
@Injectable()
export class RollbackDriver implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly logger = new Logger(RollbackDriver.name)
  private readonly watches = new Map<string, Watch>()
  private readonly listeners = new Set<(rollbackId: string) => void>()
  private timer: NodeJS.Timeout | undefined
  private bootedAt = 0
  private stopped = false

  constructor(
    private readonly reader: RollbackReader,
    private readonly settler: RollbackSettler,
    private readonly changes: HostChanges,
    private readonly assignments: Assignments,
    private readonly clock: Clock,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    this.bootedAt = this.clock.now().getTime()
    this.changes.onChanged((changes) => this.heard(changes))
    this.assignments.onPublished(() => this.lookAtAll(() => true))
    for (const id of await this.reader.openIds()) await this.watch(id)
    this.timer = setInterval(
      () => this.lookAtAll(({ state }) => state === 'running' || state === 'incomplete'),
      TICK_MS,
    )
    this.timer.unref()
  }

  async beforeApplicationShutdown(): Promise<void> {
    this.stopped = true
    clearInterval(this.timer)
    await Promise.all([...this.watches.values()].map((watch) => watch.settling))
  }

  /** Told of each rollback of which something changed, after it was committed. */
  onChanged(listener: (rollbackId: string) => void): void {
    this.listeners.add(listener)
  }

  /** Watches a rollback that was just committed. Who proves it already is seen at the next tick: its other hosts come first. */
  async started(id: string): Promise<void> {
    await this.watch(id)
    this.tell(id)
  }

  private async watch(id: string): Promise<Watch | undefined> {
    const rollback = await this.reader.load(id)
    if (!rollback) return undefined
    const watch: Watch = { watched: this.settler.begin(rollback), heard: new Set(), settling: undefined }
    this.watches.set(id, watch)
    return watch
  }

  private heard(changes: readonly HostChange[]): void {
    for (const watch of this.watches.values()) {
      const { open } = watch.watched
      const ids = changes.flatMap(({ host }) => (open.has(host.id) ? [host.id] : []))
      if (ids.length > 0) this.look(watch, ids)
    }
  }

  private lookAtAll(which: (watched: Watched) => boolean): void {
    for (const watch of this.watches.values()) {
      if (which(watch.watched)) this.look(watch, watch.watched.open)
    }
  }

  /** One settling at a time for each rollback; what is heard meanwhile is settled next. */
  private look(watch: Watch, hostIds: Iterable<string>): void {
    for (const id of hostIds) watch.heard.add(id)
    if (watch.settling || this.stopped) return
    watch.settling = this.settle(watch).finally(() => {
      watch.settling = undefined
    })
  }

  private async settle(watch: Watch): Promise<void> {
    do {
      await new Promise((resolve) => setTimeout(resolve, GATHER_MS))
      const heard = [...watch.heard]
      watch.heard.clear()
      try {
        const { watched, changed } = await this.settler.settle(watch.watched, heard, this.bootedAt)
        watch.watched = watched
        if (changed) this.tell(watched.id)
        if (watched.open.size === 0 || watched.state === 'superseded') this.watches.delete(watched.id)
      } catch (error) {
        // The next change or tick looks again, at everything.
        this.logger.warn(`a rollback could not be settled: ${String(error)}`)
        return
      }
    } while (watch.heard.size > 0 && !this.stopped)
  }

  private tell(id: string): void {
    for (const listener of this.listeners) listener(id)
  }
}
