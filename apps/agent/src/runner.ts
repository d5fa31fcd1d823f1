import { performance } from 'node:perf_hooks'
import {
  type AgentConfig,
  type AgentState,
  type Effect,
  type Happening,
  initialState,
  isSafeToStop,
  type LocalOutcome,
  type LocalWish,
  type Memory,
  phaseOf,
  step,
  type TimerName,
  type Work,
  type WorkResult,
} from '@goherd/agent-core'
import type { HostReport, Phase, ReportAnswer } from '@goherd/protocol'
import { AgentError } from './disk/agent-error.js'
import type { Log } from './log.js'
import type { Watch } from './perform.js'

/** What the loop needs of the world. Tests give it other ones. */
export interface RunnerPorts {
  /** Milliseconds since 1970. */
  now(): number
  /** In [0, 1). */
  random(): number
  perform(work: Work, watch: Watch): Promise<WorkResult>
  /** Durable when it returns; throws when it could not. */
  save(memory: Memory): void
  /** undefined: nobody answered in time. */
  report(report: HostReport, first: boolean): Promise<ReportAnswer | undefined>
  progress(phase: Phase): void
  readonly log: Log
}

/** How whoever asks for a change follows it. */
export interface AskOptions {
  onPhase?(phase: Phase): void
  readonly gone?: AbortSignal | undefined
}

interface InFlight {
  readonly id: number
  readonly work: Work
  readonly abort: AbortController
}

/** Work that may be broken off at any moment: nothing of it is visible before it is done. */
const BREAKABLE: ReadonlySet<Work['kind']> = new Set(['observe', 'verify-bytes', 'install', 'count-builds'])
const STOP_WITHIN_MS = 8_000

/**
 * The one loop of the agent: feeds what happens to `step`, performs the effects in order, and feeds their answers back. It
 * decides nothing. An effect that follows a save which failed is not performed: work is then answered as failed.
 */
export class Runner {
  readonly #ports: RunnerPorts
  #state: AgentState
  readonly #queue: Happening[] = []
  #busy = false
  #stopping = false
  #inFlight: InFlight | undefined
  readonly #timers = new Map<TimerName, NodeJS.Timeout>()
  readonly #locals = new Map<string, (outcome: LocalOutcome) => void>()
  readonly #watchers = new Set<(phase: Phase) => void>()
  #phase: Phase['kind'] = 'idle'
  readonly #settled = new Set<() => void>()

  constructor(ports: RunnerPorts, config: AgentConfig) {
    this.#ports = ports
    this.#state = initialState(config)
  }

  get state(): AgentState {
    return this.#state
  }

  /** Tells the agent what happened. Returns when all that follows at once has been done or begun. */
  dispatch(happening: Happening): void {
    this.#queue.push(happening)
    if (this.#busy) return
    this.#busy = true
    try {
      for (let next = this.#queue.shift(); next !== undefined; next = this.#queue.shift()) this.#step(next)
    } finally {
      this.#busy = false
    }
    this.#settle()
  }

  #settle(): void {
    for (const settled of [...this.#settled]) settled()
  }

  /** Asks for a change on this machine and waits for its end. Once `gone` is aborted, what is not visible yet is broken off. */
  async askLocally(id: string, wish: LocalWish, options: AskOptions = {}): Promise<LocalOutcome> {
    const { onPhase, gone } = options
    const cancel = () => this.dispatch({ kind: 'local-cancelled', id })
    if (onPhase) this.#watchers.add(onPhase)
    try {
      return await new Promise((resolve) => {
        this.#locals.set(id, resolve)
        this.dispatch({ kind: 'local-asked', request: { id, wish } })
        if (gone?.aborted) cancel()
        else gone?.addEventListener('abort', cancel, { once: true })
      })
    } finally {
      gone?.removeEventListener('abort', cancel)
      if (onPhase) this.#watchers.delete(onPhase)
    }
  }

  /** Resolves when the agent rests: nothing in flight, nothing to do but wait. */
  async whenResting(): Promise<void> {
    await this.#until(() => this.#inFlight === undefined)
  }

  /**
   * Stops: breaks off what can be broken off and waits, a few seconds at most, for the end of a switch and its check. Work that
   * begins after that is none.
   */
  async stop(): Promise<void> {
    this.#stopping = true
    for (const timer of this.#timers.values()) clearTimeout(timer)
    const inFlight = this.#inFlight
    if (inFlight !== undefined && BREAKABLE.has(inFlight.work.kind)) inFlight.abort.abort(aborted())
    const deadline = setTimeout(() => this.#inFlight?.abort.abort(aborted()), STOP_WITHIN_MS)
    await this.#until(() => this.#inFlight === undefined)
    clearTimeout(deadline)
  }

  #until(condition: () => boolean): Promise<void> {
    return new Promise((resolve) => {
      const check = () => {
        if (!condition()) return
        this.#settled.delete(check)
        resolve()
      }
      this.#settled.add(check)
      check()
    })
  }

  #step(happening: Happening): void {
    const { now, random } = this.#ports
    const { state, effects } = step(this.#state, { ...happening, at: now(), random: random() })
    this.#state = state
    this.#watch(state)
    let unsaved: AgentError | undefined
    for (const effect of effects) {
      if (effect.kind === 'persist') unsaved = this.#save(effect.memory)
      else if (effect.kind === 'work') this.#begin(effect.id, effect.work, unsaved)
      else this.#perform(effect)
    }
  }

  /** Tells who watches of each new phase; how far one is comes as a progress of its own. */
  #watch(state: AgentState): void {
    const phase = phaseOf(state)
    if (phase.kind === this.#phase) return
    this.#phase = phase.kind
    for (const watcher of this.#watchers) watcher(phase)
  }

  #save(memory: Memory): AgentError | undefined {
    try {
      this.#ports.save(memory)
      return undefined
    } catch (cause) {
      const error = AgentError.from(cause)
      this.#ports.log.error(`the agent's memory could not be saved: ${error.message}`, { code: error.code })
      return error
    }
  }

  #begin(id: number, work: Work, unsaved: AgentError | undefined): void {
    if (this.#stopping && isSafeToStop(this.#state)) return
    // A look changes nothing, so it needs no memory of it.
    if (unsaved !== undefined && work.kind !== 'observe') {
      this.#queue.push({ kind: 'work-failed', id, error: unsaved.toFailure() })
      return
    }
    const abort = new AbortController()
    this.#inFlight = { id, work, abort }
    void this.#carryOut({ id, work, abort })
  }

  async #carryOut({ id, work, abort }: InFlight): Promise<void> {
    const startedAt = performance.now()
    const watch: Watch = {
      signal: abort.signal,
      onProgress: (stage, done, total) =>
        this.dispatch({ kind: 'install-progressed', id, stage, done, total }),
    }
    try {
      const result = await this.#ports.perform(work, watch)
      this.#inFlight = undefined
      this.dispatch({ kind: 'work-done', id, result, durationMs: performance.now() - startedAt })
    } catch (cause) {
      this.#inFlight = undefined
      // What was broken off because the agent ends is taken up after its next start, by the journal if need be.
      if (abort.signal.aborted && this.#stopping) return this.#settle()
      const error = abort.signal.aborted ? aborted() : AgentError.from(cause)
      this.dispatch({ kind: 'work-failed', id, error: error.toFailure() })
    }
  }

  #perform(effect: Exclude<Effect, { kind: 'persist' | 'work' }>): void {
    switch (effect.kind) {
      case 'abort':
        if (this.#inFlight?.id === effect.id) this.#inFlight.abort.abort(aborted())
        return
      case 'set-timer':
        this.#setTimer(effect.timer, effect.at)
        return
      case 'report':
        void this.#report(effect.report, effect.first)
        return
      case 'progress':
        this.#ports.progress(effect.phase)
        for (const watcher of this.#watchers) watcher(effect.phase)
        return
      case 'log-event': {
        const { kind, message, release, error } = effect.event
        const line =
          kind === 'failed' || kind === 'switched-back' ? this.#ports.log.error : this.#ports.log.info
        line(`${kind}: ${message}`, {
          release,
          code: error?.code,
          hint: error?.hint,
          cause: error?.cause,
        })
        return
      }
      case 'answer-local':
        this.#locals.get(effect.id)?.(effect.outcome)
        this.#locals.delete(effect.id)
    }
  }

  #setTimer(timer: TimerName, at: number): void {
    clearTimeout(this.#timers.get(timer))
    if (this.#stopping) return
    const wait = Math.min(Math.max(0, at - this.#ports.now()), 2 ** 31 - 1)
    this.#timers.set(
      timer,
      setTimeout(() => this.dispatch({ kind: 'timer', timer }), wait),
    )
  }

  async #report(report: HostReport, first: boolean): Promise<void> {
    const answer = await this.#ports.report(report, first)
    const { seq } = report
    if (answer?.ok) this.dispatch({ kind: 'report-answered', seq: answer.seq, answer: 'committed' })
    else if (answer === undefined) this.dispatch({ kind: 'report-answered', seq, answer: 'unanswered' })
    else {
      this.#ports.log.warn(`the server refused a report: ${answer.error.message}`, {
        code: answer.error.code,
      })
      const wait = answer.retryAfterMs === undefined ? {} : { retryAfterMs: answer.retryAfterMs }
      this.dispatch({ kind: 'report-answered', seq, answer: 'refused', ...wait })
    }
  }
}

function aborted(): AgentError {
  return new AgentError({
    code: 'aborted',
    message: 'the work was broken off',
    hint: 'A newer assignment or the end of the agent did that; nothing needs to be done.',
  })
}
