import { Injectable } from '@nestjs/common'
import { Clock } from '../base/clock/index.js'
import { ServerConfig } from '../base/config/index.js'
import { GoherdError } from '../base/errors/index.js'
import { type GoSource, parseGoSource } from './go-source.js'
import { MirrorStore } from './mirror.store.js'
import { mirrorUnknown } from './mirror-refusals.js'

/** The name of the configured source; no mirror can have it. */
export const CONFIGURED = 'source'

/** A source with the name people see. */
export interface Place {
  readonly name: string
  readonly source: GoSource
}

/** What came of the newest use of a source. */
export interface LastUse {
  readonly at: Date
  readonly ok: boolean
  readonly says: string
}

/** Where releases come from: the configured source, then the mirrors in their order. */
@Injectable()
export class Sources {
  #configuredLast: LastUse | undefined

  constructor(
    private readonly config: ServerConfig,
    private readonly mirrors: MirrorStore,
    private readonly clock: Clock,
  ) {}

  /** What came of the configured source's newest use by this server; undefined before the first. */
  get configuredLast(): LastUse | undefined {
    return this.#configuredLast
  }

  /** All of them, in the order in which they are asked. */
  async inOrder(): Promise<readonly Place[]> {
    const mirrors = await this.mirrors.list()
    return [
      { name: CONFIGURED, source: parseGoSource(this.config.goSource) },
      ...mirrors.map(({ name, url }) => ({ name, source: parseGoSource(url) })),
    ]
  }

  /** @throws GoherdError `mirror_unknown` */
  async named(name: string): Promise<Place> {
    const found = (await this.inOrder()).find((place) => place.name === name)
    if (!found) throw mirrorUnknown(name)
    return found
  }

  /**
   * Asks one after the other until one gives what is wanted.
   * @param what for the record of its use: `the catalogue`
   * @throws GoherdError the configured source's own failure, with those of the mirrors in its message. What is not a
   * source's fault, such as a full disk, is thrown at once
   */
  async firstThatGives<T>(
    what: string,
    ask: (place: Place) => Promise<T>,
    signal?: AbortSignal,
  ): Promise<{ readonly place: Place; readonly value: T }> {
    const failures: { place: Place; error: GoherdError }[] = []
    for (const place of await this.inOrder()) {
      try {
        const value = await ask(place)
        await this.note(place.name, { ok: true, says: `gave ${what}` })
        return { place, value }
      } catch (error) {
        if (!(error instanceof GoherdError) || error.kind !== 'upstream' || signal?.aborted) throw error
        failures.push({ place, error })
        await this.note(place.name, { ok: false, says: error.message })
      }
    }
    throw together(failures)
  }

  /** Keeps what came of using a source. */
  async note(name: string, use: { ok: boolean; says: string }): Promise<void> {
    if (name === CONFIGURED) this.#configuredLast = { at: this.clock.now(), ...use }
    else await this.mirrors.noteUse(name, use)
  }
}

function together(failures: readonly { place: Place; error: GoherdError }[]): GoherdError {
  const [first, ...others] = failures
  if (!first) throw new TypeError('there is always the configured source')
  if (others.length === 0) return first.error
  const said = others.map(({ place, error }) => `${place.name}: ${error.message}`)
  const { code, hint, message } = first.error
  return new GoherdError('upstream', code, {
    message: `${message}; nor do the mirrors help (${said.join('; ')})`,
    hint,
    cause: first.error,
  })
}
