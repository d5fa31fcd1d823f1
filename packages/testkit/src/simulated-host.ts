import {
  type AgentConfig,
  type AgentState,
  BLANK_MEMORY,
  DEFAULT_CONFIG,
  type Effect,
  type Happening,
  initialState,
  type LocalOutcome,
  type Memory,
  step,
  type TimerName,
  type Work,
  type WorkKind,
} from '@goherd/agent-core'
import type { HostReport, Phase, ReportAnswer } from '@goherd/protocol'
import type { Clock } from './clock.js'
import { SimulatedDisk } from './simulated-disk.js'

/** How long each kind of work takes, in milliseconds; what is not named takes none. */
export type Timings = Partial<Record<WorkKind, number>>

export interface SimulatedHostOptions {
  readonly clock: Clock
  /** In [0, 1). */
  random(): number
  readonly timings?: Timings
  readonly config?: Partial<AgentConfig>
  /** Where reports go; calls back with the answer, or undefined when none came. */
  report(report: HostReport, first: boolean, answered: (answer: ReportAnswer | undefined) => void): void
  progress?(phase: Phase): void
  /** After every step, for tests that watch. */
  watch?(state: AgentState, effects: readonly Effect[]): void
}

/** A host: the agent's real state machine on a disk in memory, with a clock from outside. Survives crashes like a real one. */
export class SimulatedHost {
  readonly disk = new SimulatedDisk()
  readonly #options: SimulatedHostOptions
  readonly #config: AgentConfig
  #saved: Memory = BLANK_MEMORY
  #state: AgentState
  #queue: Happening[] = []
  #busy = false
  /** Counts lives, so that what an earlier one began does not reach the next. */
  #life = 0
  #timers = new Map<TimerName, () => void>()
  #locals = new Map<string, (outcome: LocalOutcome) => void>()

  constructor(options: SimulatedHostOptions) {
    this.#options = options
    this.#config = { ...DEFAULT_CONFIG, ...options.config }
    this.#state = initialState(this.#config)
  }

  /** The agent's whole state. */
  get state(): AgentState {
    return this.#state
  }

  /** Starts the agent with the memory it had saved. */
  start(): void {
    this.dispatch({ kind: 'started', memory: this.#saved })
  }

  /** Kills the agent: all but the disk and the saved memory is gone. */
  kill(): void {
    this.#life += 1
    this.#queue = []
    for (const cancel of this.#timers.values()) cancel()
    this.#timers.clear()
    this.#locals.clear()
    this.#state = initialState(this.#config)
  }

  /** Asks for a change on the machine itself. */
  ask(
    id: string,
    wish: Extract<Happening, { kind: 'local-asked' }>['request']['wish'],
  ): Promise<LocalOutcome> {
    return new Promise((resolve) => {
      this.#locals.set(id, resolve)
      this.dispatch({ kind: 'local-asked', request: { id, wish } })
    })
  }

  /** Tells the agent what happened. */
  dispatch(happening: Happening): void {
    this.#queue.push(happening)
    if (this.#busy) return
    this.#busy = true
    try {
      for (let next = this.#queue.shift(); next !== undefined; next = this.#queue.shift()) this.#step(next)
    } finally {
      this.#busy = false
    }
  }

  #step(happening: Happening): void {
    const { clock, random, watch } = this.#options
    const { state, effects } = step(this.#state, { ...happening, at: clock.now(), random: random() })
    this.#state = state
    watch?.(state, effects)
    for (const effect of effects) this.#perform(effect)
  }

  #perform(effect: Effect): void {
    switch (effect.kind) {
      case 'persist':
        this.#saved = effect.memory
        return
      case 'work':
        this.#work(effect.id, effect.work)
        return
      case 'set-timer':
        this.#timers.get(effect.timer)?.()
        this.#timers.set(
          effect.timer,
          this.#later(effect.at - this.#options.clock.now(), () =>
            this.dispatch({ kind: 'timer', timer: effect.timer }),
          ),
        )
        return
      case 'report':
        this.#report(effect.report, effect.first)
        return
      case 'progress':
        this.#options.progress?.(effect.phase)
        return
      case 'answer-local':
        this.#locals.get(effect.id)?.(effect.outcome)
        this.#locals.delete(effect.id)
        return
      // Simulated work is over before it can be broken off, and nobody reads a simulated log.
      case 'abort':
      case 'log-event':
    }
  }

  #work(id: number, work: Work): void {
    const durationMs = this.#options.timings?.[work.kind] ?? 0
    const finish = () => {
      const result = this.disk.perform(work, this.#options.clock.now())
      if ('code' in result) this.dispatch({ kind: 'work-failed', id, error: result })
      else this.dispatch({ kind: 'work-done', id, result, durationMs })
    }
    if (durationMs === 0) finish()
    else this.#later(durationMs, finish)
  }

  #report(report: HostReport, first: boolean): void {
    const life = this.#life
    this.#options.report(report, first, (answer) => {
      if (life !== this.#life) return
      if (answer === undefined) {
        this.dispatch({ kind: 'report-answered', seq: report.seq, answer: 'unanswered' })
      } else if (answer.ok) {
        this.dispatch({ kind: 'report-answered', seq: answer.seq, answer: 'committed' })
      } else {
        const wait = answer.retryAfterMs === undefined ? {} : { retryAfterMs: answer.retryAfterMs }
        this.dispatch({ kind: 'report-answered', seq: report.seq, answer: 'refused', ...wait })
      }
    })
  }

  #later(ms: number, call: () => void): () => void {
    const life = this.#life
    return this.#options.clock.after(ms, () => {
      if (life === this.#life) call()
    })
  }
}
