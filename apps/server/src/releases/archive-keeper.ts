import { randomUUID } from 'node:crypto'
import { mkdir, open, readdir, rename, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { Injectable, type OnModuleInit } from '@nestjs/common'
import { Clock } from '../base/clock/index.js'
import { ServerConfig } from '../base/config/index.js'
import { GoherdError } from '../base/errors/index.js'
import { type ArchiveRow, ArchiveStore } from './archive.store.js'
import { ArchiveFetcher } from './archive-fetcher.js'
import type { ArchiveContents, FetchJob } from './fetch-archive.js'
import { archiveAddress, type GoSource } from './go-source.js'
import { STALLED_AFTER_MS } from './source-connection.js'
import { Sources } from './sources.js'

/** An archive whose bytes are on this server's disk, checked. */
export interface KeptArchive extends ArchiveRow {
  readonly path: string
}

const PART = '.part-'
/** Milliseconds without a byte after which the test of a source gives up: somebody is watching. */
const TEST_STALLED_AFTER_MS = 10_000
/** No transfer takes as long, so what is older was left behind by a kill. Milliseconds. */
const PART_ABANDONED_MS = 6 * 3_600_000

/**
 * Keeps archives under `archives/<sha256>` of the data folder. A name there means: these bytes were checked, flushed, and then
 * renamed into place; servers that share the folder can at worst fetch the same bytes twice.
 */
@Injectable()
export class ArchiveKeeper implements OnModuleInit {
  readonly #folder: string
  readonly #flights = new Map<string, Promise<KeptArchive>>()

  constructor(
    config: ServerConfig,
    private readonly sources: Sources,
    private readonly store: ArchiveStore,
    private readonly fetcher: ArchiveFetcher,
    private readonly clock: Clock,
  ) {
    this.#folder = join(config.dataDir, 'archives')
  }

  /** Makes the folder and removes parts that a killed server left in it. */
  async onModuleInit(): Promise<void> {
    await mkdir(this.#folder, { recursive: true })
    for (const name of await readdir(this.#folder)) {
      if (!name.startsWith(PART)) continue
      const path = join(this.#folder, name)
      const modified = (await stat(path).catch(() => undefined))?.mtimeMs ?? Number.POSITIVE_INFINITY
      if (modified < this.clock.now().getTime() - PART_ABANDONED_MS) await rm(path, { force: true })
    }
  }

  /**
   * Makes sure that the archive of a release for a platform is kept: fetched once, however many ask at the same time, checked
   * against the catalogue's size and digest, and read for its tree digest.
   * @throws GoherdError `archive_unknown` when the catalogue has none, else of kind `upstream` or `unavailable`
   */
  async ensureArchive(release: string, platform: string): Promise<KeptArchive> {
    const archive = await this.store.find(release, platform)
    if (archive) return this.#keep(archive)
    throw new GoherdError('not-found', 'archive_unknown', {
      message: `the catalogue has no archive of ${release} for ${platform}`,
      hint: 'Sync the releases, or choose a release that has one.',
    })
  }

  /**
   * The kept archive with this digest and name. One that is not on this disk is fetched first when an assignment asked for its
   * release; then another server, or an earlier life of this one, had it.
   * @throws GoherdError `archive_unknown`, else as ensureArchive
   */
  async keptOrWanted(sha256: string, filename: string): Promise<KeptArchive> {
    const found = await this.store.findWanted(filename, sha256)
    if (found && (found.wanted || (await this.#hasBytes(found.archive)))) return this.#keep(found.archive)
    throw new GoherdError('not-found', 'archive_unknown', {
      message: 'this server has no such archive',
      hint: 'Take name and digest from the releases; only releases that a group asked for are kept.',
    })
  }

  #keep(archive: ArchiveRow): Promise<KeptArchive> {
    const flying = this.#flights.get(archive.sha256)
    if (flying) return flying
    const flight = this.#keepAlone(archive).finally(() => this.#flights.delete(archive.sha256))
    this.#flights.set(archive.sha256, flight)
    return flight
  }

  async #keepAlone(archive: ArchiveRow): Promise<KeptArchive> {
    const path = join(this.#folder, archive.sha256)
    if (archive.keptAt !== null && (await this.#hasBytes(archive))) return { ...archive, path }
    const part = this.#newPart()
    try {
      const { place, value: contents } = await this.sources.firstThatGives(archive.filename, ({ source }) =>
        this.fetcher.run(fetchJob(source, archive, part)),
      )
      await rename(part, path)
      await syncFolder(this.#folder)
      return await this.#note(archive, contents, archiveAddress(place.source, archive.filename))
    } finally {
      await rm(part, { force: true })
    }
  }

  /**
   * Fetches an archive as it would be fetched to be kept, and throws the bytes away.
   * @throws GoherdError as ensureArchive
   */
  async fetchForTest(source: GoSource, archive: Wanted): Promise<void> {
    const part = this.#newPart()
    try {
      await this.fetcher.run({ ...fetchJob(source, archive, part), stalledAfterMs: TEST_STALLED_AFTER_MS })
    } finally {
      await rm(part, { force: true })
    }
  }

  #newPart(): string {
    return join(this.#folder, `${PART}${randomUUID()}`)
  }

  async #note(archive: ArchiveRow, contents: ArchiveContents, from: string): Promise<KeptArchive> {
    const path = join(this.#folder, archive.sha256)
    const { treeDigest } = contents
    const keptAt = this.clock.now()
    if (await this.store.markKept(archive, contents, { at: keptAt, from }))
      return { ...archive, treeDigest, keptAt, path }
    throw new GoherdError('conflict', 'catalogue_moved', {
      message: `the catalogue changed ${archive.filename} while it was fetched`,
      hint: 'Try again.',
    })
  }

  async #hasBytes({ sha256, size }: ArchiveRow): Promise<boolean> {
    const found = await stat(join(this.#folder, sha256)).catch(() => undefined)
    return found?.isFile() === true && found.size === size
  }
}

type Wanted = Pick<FetchJob, 'release' | 'filename' | 'sha256' | 'size'>

function fetchJob(source: GoSource, { release, filename, sha256, size }: Wanted, part: string): FetchJob {
  return { source, release, filename, sha256, size, part, stalledAfterMs: STALLED_AFTER_MS }
}

async function syncFolder(path: string): Promise<void> {
  const folder = await open(path, 'r')
  try {
    await folder.sync()
  } finally {
    await folder.close()
  }
}
