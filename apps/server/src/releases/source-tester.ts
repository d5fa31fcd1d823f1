import type { SourceTest } from '@goherd/protocol'
import { Injectable } from '@nestjs/common'
import { GoherdError } from '../base/errors/index.js'
import { ArchiveKeeper } from './archive-keeper.js'
import { explainUnreachable } from './explain-unreachable.js'
import type { GoSource } from './go-source.js'
import { MirrorStore } from './mirror.store.js'
import { type IndexedRelease, parseIndex } from './parse-index.js'
import { openArchive, reachSource, readIndex } from './source-connection.js'
import { type Place, Sources } from './sources.js'

type Step = SourceTest['steps'][number]
type Said = Pick<Step, 'ok' | 'says' | 'hint'>
/** What a step says, and what it found for the next one; nothing ends the test. */
type Found<T> = { readonly said: Said; readonly found?: T }

const PATIENCE = { stalledAfterMs: 10_000 }

interface Sample {
  readonly release: string
  readonly filename: string
  readonly sha256: string
  readonly size: number
  /** Whose word the digest is. */
  readonly by: 'catalogue' | 'index'
}

/** Tries a source from end to end, as the server would use it. */
@Injectable()
export class SourceTester {
  constructor(
    private readonly sources: Sources,
    private readonly mirrors: MirrorStore,
    private readonly keeper: ArchiveKeeper,
  ) {}

  /**
   * Reaches it, reads its catalogue, opens an archive, and fetches that whole to compare its bytes with the catalogue's digest.
   * @returns the steps up to the first that failed
   */
  async run(place: Place): Promise<SourceTest> {
    const steps: Step[] = []
    const ok = await this.#tryAll(place.source, steps)
    const last = steps.at(-1)
    await this.sources.note(place.name, { ok, says: `test: ${last?.says ?? ''}` })
    return { ok, steps }
  }

  async #tryAll(source: GoSource, steps: Step[]): Promise<boolean> {
    const reached = await timed(steps, 'reach', () => this.#reach(source))
    if (reached === undefined) return false
    const releases = await timed(steps, 'catalogue', () => this.#catalogue(source))
    if (releases === undefined) return false
    const sample = await timed(steps, 'archive', () => this.#archive(source, releases))
    if (sample === undefined) return false
    return (await timed(steps, 'digest', () => this.#digest(source, sample))) !== undefined
  }

  async #reach(source: GoSource): Promise<Found<true>> {
    try {
      const says = await reachSource(source, PATIENCE)
      return { said: { ok: true, says, hint: null }, found: true }
    } catch (error) {
      if (source.kind === 'folder') throw error
      return { said: { ok: false, ...explainUnreachable(error, new URL(source.files).host) } }
    }
  }

  async #catalogue(source: GoSource): Promise<Found<readonly IndexedRelease[]>> {
    const releases = parseIndex(await readIndex(source, PATIENCE))
    const says = `${releases.length} releases, the newest is ${releases[0]?.name}`
    return { said: { ok: true, says, hint: null }, found: releases }
  }

  async #archive(source: GoSource, releases: readonly IndexedRelease[]): Promise<Found<Sample>> {
    const sample = await this.#sample(releases)
    if (!sample) {
      const says = 'it lists no archive that can be tried'
      return { said: { ok: false, says, hint: 'Complete the mirror with .tar.gz archives.' } }
    }
    const { body, length } = await openArchive(source, sample.filename, PATIENCE)
    body.destroy()
    const { filename, size } = sample
    if (length === undefined || length === size)
      return { said: { ok: true, says: `has ${filename}, ${size} bytes`, hint: null }, found: sample }
    const hint = 'Copy the archive to the mirror again; a published release never changes.'
    return { said: { ok: false, says: `${filename} has ${length} bytes there, not ${size}`, hint } }
  }

  async #digest(source: GoSource, sample: Sample): Promise<Found<true>> {
    await this.keeper.fetchForTest(source, sample)
    const whose =
      sample.by === 'catalogue'
        ? "this server's catalogue"
        : 'its own index (this server has no catalogue yet)'
    const says = `${sample.filename} has the SHA-256 of ${whose}: ${sample.sha256.slice(0, 12)}…`
    return { said: { ok: true, says, hint: null }, found: true }
  }

  /** What this server knows the digest of; where it knows none, the source's own word is all there is. */
  async #sample(releases: readonly IndexedRelease[]): Promise<Sample | undefined> {
    const listed = releases.flatMap((release) =>
      release.archives.map((archive) => ({ ...archive, release: release.name })),
    )
    const known = await this.mirrors.smallestKnown(listed.map(({ filename }) => filename))
    if (known) return { ...known, by: 'catalogue' }
    const own = listed.find(({ filename }) => filename.endsWith('.tar.gz'))
    return own && { ...own, by: 'index' }
  }
}

async function timed<T>(
  steps: Step[],
  step: Step['step'],
  run: () => Promise<Found<T>>,
): Promise<T | undefined> {
  const began = performance.now()
  const { said, found } = await run().catch((error: unknown): Found<T> => {
    if (!(error instanceof GoherdError)) throw error
    return { said: { ok: false, says: error.message, hint: error.hint } }
  })
  steps.push({ step, ...said, ms: Math.round(performance.now() - began) })
  return found
}
