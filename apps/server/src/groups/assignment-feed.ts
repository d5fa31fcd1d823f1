import { Injectable, Logger, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common'
import { Database, Notices } from '../base/database/index.js'
import { AssignmentReader, type PublishedAssignment } from './assignment.reader.js'

/** The PostgreSQL channel on which each new epoch is announced at commit. */
export const ASSIGNMENT_CHANNEL = 'goherd_assignment'
/** How often to look without being told, in milliseconds: a connection can die without a word. */
const LOOK_EVERY_MS = 5_000

export type PublishedListener = (published: PublishedAssignment) => void

/**
 * Tells this process of every assignment that any server committed: each once, in the order of epochs. Announcements only
 * wake it; what is told comes from the table, from the last epoch told on, so nothing is lost with a connection.
 */
@Injectable()
export class AssignmentFeed implements OnApplicationBootstrap, OnModuleDestroy {
  readonly #log = new Logger('AssignmentFeed')
  readonly #listeners = new Set<PublishedListener>()
  #told = 0
  #notices: Notices | undefined
  #timer: NodeJS.Timeout | undefined
  #looking: Promise<void> | undefined
  #again = false
  #stopped = false

  constructor(
    private readonly database: Database,
    private readonly reader: AssignmentReader,
  ) {}

  /** Hosts that connect are told what is newer than theirs, so the feed starts at the newest epoch. */
  async onApplicationBootstrap(): Promise<void> {
    this.#told = await this.reader.newestEpoch()
    this.#notices = new Notices({
      url: this.database.url,
      channel: ASSIGNMENT_CHANNEL,
      name: 'goherd assignments',
      onNotice: () => this.#look(),
    })
    await this.#notices.start()
    this.#timer = setInterval(() => this.#look(), LOOK_EVERY_MS)
    this.#timer.unref()
  }

  async onModuleDestroy(): Promise<void> {
    this.#stopped = true
    clearInterval(this.#timer)
    await this.#notices?.stop()
    await this.#looking
  }

  /** @returns a function that ends the subscription */
  subscribe(listener: PublishedListener): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  /** One look at a time; an announcement during a look causes one more. */
  #look(): void {
    if (this.#stopped) return
    if (this.#looking) {
      this.#again = true
      return
    }
    // The database may be away; the next announcement, connection or tick looks again.
    this.#looking = this.#tell()
      .catch(() => undefined)
      .finally(() => {
        this.#looking = undefined
        if (!this.#again) return
        this.#again = false
        this.#look()
      })
  }

  async #tell(): Promise<void> {
    for (const published of await this.reader.publishedAfter(this.#told)) {
      this.#told = published.epoch
      for (const listener of this.#listeners) this.#tellOne(listener, published)
    }
  }

  /** A listener that fails must not keep the others, or the next assignment, from being heard. */
  #tellOne(listener: PublishedListener, published: PublishedAssignment): void {
    try {
      listener(published)
    } catch (error) {
      this.#log.error(error instanceof Error ? error : String(error))
    }
  }
}
