import type { syncResult } from '@goherd/protocol'
import { Injectable, Logger, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common'
import type { z } from 'zod'
import { AuditLog } from '../audit/index.js'
import { Clock } from '../base/clock/index.js'
import { GoherdError } from '../base/errors/index.js'
import { CatalogueStore } from './catalogue.store.js'
import type { CatalogueDiff } from './diff-catalogue.js'
import { parseIndex } from './parse-index.js'
import { readIndex } from './source-connection.js'
import { CONFIGURED, type Place, Sources } from './sources.js'

type SyncResult = z.infer<typeof syncResult>

const SERVER = 'goherd'
/** Milliseconds between syncs, after one that worked and after one that did not. */
const NEXT_MS = { done: 3_600_000, failed: 60_000 } as const

/** Brings the catalogue up to date: at start, hourly, and when somebody asks. The server runs without a source as well. */
@Injectable()
export class CatalogueSync implements OnApplicationBootstrap, OnModuleDestroy {
  readonly #log = new Logger('CatalogueSync')
  #timer: NodeJS.Timeout | undefined
  #running: Promise<void> | undefined
  #lastFailure: string | undefined
  readonly #stop = new AbortController()

  constructor(
    private readonly sources: Sources,
    private readonly store: CatalogueStore,
    private readonly audit: AuditLog,
    private readonly clock: Clock,
  ) {}

  onApplicationBootstrap(): void {
    this.#running = this.#syncByItself()
  }

  async onModuleDestroy(): Promise<void> {
    this.#stop.abort()
    clearTimeout(this.#timer)
    await this.#running
  }

  /**
   * Reads the source's index and makes the catalogue say the same. Where the configured source fails, a mirror's index adds to it.
   * @param actor who asked, for the audit log
   * @throws GoherdError of kind `upstream`: source_unreachable, source_stalled, source_answers_html, index_missing,
   *   index_malformed, index_empty, digest_changed; the catalogue is as it was then
   */
  async sync(actor: string): Promise<SyncResult> {
    const { signal } = this.#stop
    try {
      const read = async ({ source }: Place) => parseIndex(await readIndex(source, { signal }))
      const { place, value: releases } = await this.sources.firstThatGives('the catalogue', read, signal)
      const source = place.source
      const origin = { source: source.name, syncedAt: this.clock.now(), isMirror: place.name !== CONFIGURED }
      const { added, removed } = await this.store.replace(releases, origin, async (diff, tx) => {
        const worthARow = actor !== SERVER || diff.added.length + diff.removed.length > 0
        if (worthARow) await this.audit.record({ ...auditOf(actor), summary: summaryOf(diff) }, tx)
      })
      // Whoever asked: the next failure is another one, and worth its row.
      this.#lastFailure = undefined
      return { source: source.name, releases: releases.length, added: [...added], removed: [...removed] }
    } catch (error) {
      if (error instanceof GoherdError) await this.#recordFailure(actor, error)
      throw error
    }
  }

  async #syncByItself(): Promise<void> {
    let next: number = NEXT_MS.failed
    try {
      const { releases, added } = await this.sync(SERVER)
      next = NEXT_MS.done
      this.#log.log(`${releases} releases in the catalogue, ${added.length} of them new`)
    } catch (error) {
      const { message, hint } =
        error instanceof GoherdError ? error : { message: String(error), hint: 'It is tried again.' }
      if (!this.#stop.signal.aborted) this.#log.warn(`the catalogue is not up to date: ${message}. ${hint}`)
    }
    if (this.#stop.signal.aborted) return
    this.#timer = setTimeout(() => {
      this.#running = this.#syncByItself()
    }, next)
    this.#timer.unref()
  }

  /** A source that stays away for a night makes one row, not hundreds. */
  async #recordFailure(actor: string, error: GoherdError): Promise<void> {
    if (actor === SERVER && this.#lastFailure === error.code) return
    this.#lastFailure = error.code
    await this.audit.record({ ...auditOf(actor), outcome: 'failed', summary: error.message })
  }
}

function auditOf(actor: string) {
  return { actor, action: 'releases.sync', target: 'catalogue' }
}

function summaryOf({ releases, added, removed }: CatalogueDiff): string {
  return `${releases.length} releases; added ${listOf(added)}; removed ${listOf(removed)}`
}

function listOf(names: readonly string[]): string {
  if (names.length === 0) return 'none'
  return names.length <= 5 ? names.join(', ') : `${names.slice(0, 5).join(', ')} and ${names.length - 5} more`
}
