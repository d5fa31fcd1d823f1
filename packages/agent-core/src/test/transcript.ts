import type { ObservedState } from '@goherd/model'
import type { Failure } from '@goherd/protocol'
import type { Effect, LocalOutcome, Work } from '../effects.js'
import type { Happening } from '../events.js'
import type { Memory } from '../memory.js'
import type { AgentConfig } from '../state.js'
import { ERROR, memoryOn, Rig } from './samples.js'

/** Plays events and writes down, as an operator would read it, what the agent did with each. */
export class Play {
  readonly rig: Rig
  readonly #lines: string[] = []

  constructor(config: Partial<AgentConfig> = {}) {
    this.rig = new Rig(config)
  }

  /** What was played since the last reading. */
  read(): string {
    return this.#lines.splice(0).join('\n')
  }

  start(memory: Memory = memoryOn(null)): this {
    return this.#play('start', { kind: 'started', memory })
  }

  /** Restarts from the memory that was saved last. */
  restart(): this {
    const { memory } = this.rig.state
    const next = new Rig(this.rig.state.config)
    next.at = this.rig.at
    Object.assign(this.rig, { state: next.state })
    return this.#play('kill -9, start', { kind: 'started', memory })
  }

  happens(happening: Happening, title: string = happening.kind): this {
    return this.#play(title, happening)
  }

  sees(state: ObservedState): this {
    return this.#answer('sees', () => this.rig.see(state))
  }

  done(result: Parameters<Rig['done']>[0]): this {
    return this.#answer(`${result.kind} done`, () => this.rig.done(result))
  }

  fails(error: Failure = ERROR): this {
    return this.#answer(`fails with ${error.code}`, () => this.rig.fail(error))
  }

  passes(ms: number): this {
    this.rig.at += ms
    this.#lines.push(`(${ms / 1000} s pass)`)
    return this
  }

  #play(title: string, happening: Happening): this {
    return this.#answer(title, () => this.rig.send(happening))
  }

  #answer(title: string, act: () => void): this {
    act()
    this.#lines.push(`> ${title}`)
    for (const effect of this.rig.last.effects) this.#lines.push(`    ${describeEffect(effect, this.rig.at)}`)
    this.#lines.push(`  ${describeActivity(this.rig)}`)
    return this
  }
}

function describeActivity({ state, at }: Rig): string {
  const { activity } = state
  if (activity.kind !== 'waiting') return activity.kind
  const { wait } = activity
  return `waiting (${wait.kind}, ${(wait.until - at) / 1000} s)`
}

function describeEffect(effect: Effect, at: number): string {
  switch (effect.kind) {
    case 'persist': {
      const { accepted, reachedEpoch, journal, failure, seq } = effect.memory
      const parts = [`epoch ${accepted?.epoch ?? 0} reached ${reachedEpoch}`]
      if (journal !== null)
        parts.push(`journal ${journal.direction} ${journal.from.release} -> ${journal.target.release}`)
      if (failure !== null) parts.push(`failed ${failure.attempts}x: ${failure.error.code}`)
      if (seq > 0) parts.push(`seq ${seq}`)
      return `save ${parts.join(', ')}`
    }
    case 'log-event':
      return `note ${effect.event.kind}: ${effect.event.message}`
    case 'work':
      return `do ${describeWork(effect.work)}`
    case 'abort':
      return 'abort'
    case 'set-timer':
      return `timer ${effect.timer} in ${(effect.at - at) / 1000} s`
    case 'report': {
      const { seq, epoch, phase, observed, events } = effect.report
      const link = observed.link.kind === 'managed' ? observed.link.release : observed.link.kind
      const first = effect.first ? ', first' : ''
      return `report ${seq}: epoch ${epoch}, ${phase.kind}, ${link}, ${events.length} events${first}`
    }
    case 'progress':
      return effect.phase.builds === undefined
        ? `progress ${effect.phase.kind} ${effect.phase.done} of ${effect.phase.total}`
        : `progress ${effect.phase.kind}, ${effect.phase.builds} builds`
    case 'answer-local': {
      const { outcome } = effect
      return `answer ${describeOutcome(outcome)}`
    }
  }
}

function describeOutcome(outcome: LocalOutcome): string {
  if (!outcome.ok) return outcome.error.code
  const { release, changed, snapshot, freed } = outcome
  if (snapshot !== null) return `snapshot ${snapshot} of ${release}`
  if (freed !== null) return `${release} is gone, ${freed} bytes are free`
  return `${release}, ${changed ? 'changed' : 'as it was'}`
}

function describeWork(work: Work): string {
  switch (work.kind) {
    case 'observe':
      return work.checked === null ? 'observe' : `observe, ${work.checked.release} was checked`
    case 'verify-bytes':
    case 'activate':
    case 'count-builds':
    case 'uninstall':
    case 'probe':
      return `${work.kind} ${work.release}`
    case 'install':
    case 'write-settings':
      return `${work.kind} ${work.release} ${JSON.stringify(work.settings)}`
    case 'snapshot':
      return `snapshot "${work.reason}"`
    case 'activate-back':
      return `activate-back (${work.scope}) to ${work.release ?? work.elsewhere} ${JSON.stringify(work.settings)}`
    case 'remove':
      return `remove all but ${work.keep.join(', ')}`
  }
}
