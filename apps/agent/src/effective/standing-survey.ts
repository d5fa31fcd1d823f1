import type { EffectiveGo } from '@goherd/model'
import { AgentError, type Layout } from '../disk/index.js'
import { type MachinePort, thisMachine } from '../machine/index.js'
import { keepLastSurvey, readLastSurvey } from './last-survey.js'
import { signatureOf } from './signature.js'
import { type Survey, survey } from './survey.js'

/** What does not show in a signature is found at least this often, in milliseconds. */
const EVERY_MS = 600_000
/** How long one that failed is not tried again. */
const RETRY_MS = 60_000

export interface StandingSurveyOptions {
  readonly layout: Layout
  /** Milliseconds since 1970. */
  now(): number
  /** A survey that was begun by a look has ended: look again. */
  onFinished(): void
  onTrouble(message: string): void
  readonly port?: MachinePort
}

/**
 * The newest survey, kept while nothing it depends on changed. A look at it never waits: it costs some lstat calls, and begins a
 * new survey beside the agent's work when something changed or the last one is ten minutes old.
 */
export class StandingSurvey {
  readonly #options: StandingSurveyOptions
  readonly #port: MachinePort
  readonly #abort = new AbortController()
  #last:
    | {
        readonly survey: Survey
        readonly signature: string
        /** Of the link that PATH goes through. */
        readonly link: string
        readonly at: number
      }
    | undefined
  /** Of the daemon before this one, until the first survey of this one has ended. */
  readonly #inherited: EffectiveGo | undefined
  #running: Promise<void> | undefined
  #stale = false
  #retryAt = 0

  constructor(options: StandingSurveyOptions) {
    this.#options = options
    this.#port = options.port ?? thisMachine()
    this.#inherited = readLastSurvey(options.layout)
  }

  /** What is known now; undefined before the first survey that this root ever had. */
  current(): EffectiveGo | undefined {
    if (this.#isOutdated()) this.#begin()
    const last = this.#last
    if (last === undefined) return this.#inherited
    return last.link === signatureOf([this.#options.layout.current])
      ? last.survey.effective
      : beforeSwitch(last.survey.effective)
  }

  /** The next look begins a new one, whatever the signature says. */
  expire(): void {
    this.#stale = true
  }

  /** Ends the programs that a survey under way started. */
  async stop(): Promise<void> {
    this.#abort.abort()
    await this.#running
  }

  #isOutdated(): boolean {
    const last = this.#last
    if (last === undefined || this.#stale || this.#options.now() - last.at >= EVERY_MS) return true
    return signatureOf(last.survey.paths) !== last.signature
  }

  #begin(): void {
    const mayTry = this.#options.now() >= this.#retryAt
    if (this.#running !== undefined || this.#abort.signal.aborted || !mayTry) return
    this.#stale = false
    this.#running = this.#survey().then((found) => {
      this.#running = undefined
      if (found) this.#options.onFinished()
    })
  }

  /** @returns whether something was found out */
  async #survey(): Promise<boolean> {
    const { layout, now } = this.#options
    const before = this.#last?.survey.paths ?? []
    const begun = signatureOf(before)
    try {
      const link = signatureOf([layout.current])
      const found = await survey({ layout, port: this.#port, signal: this.#abort.signal })
      this.#last = { survey: found, signature: signatureOf(found.paths), link, at: now() }
      // What changed while this looked may have been looked at before.
      if (signatureOf(before) !== begun) this.#stale = true
      await keepLastSurvey(layout, found.effective).catch((cause: unknown) => this.#tell(cause))
      return !this.#abort.signal.aborted
    } catch (cause) {
      this.#retryAt = now() + RETRY_MS
      this.#tell(cause)
      return false
    }
  }

  #tell(cause: unknown): void {
    if (!this.#abort.signal.aborted) this.#options.onTrouble(AgentError.from(cause).message)
  }
}

/** What still holds after a switch until somebody has looked: where there was no go, and what it built, there may be one now. */
function beforeSwitch(effective: EffectiveGo): EffectiveGo {
  return { ...effective, contexts: effective.contexts.filter(({ go }) => go !== null), tools: [] }
}
