import { budgetUse } from '../budget.js'
import type { RolloutCommand } from '../control.js'
import {
  describeControlRefusal,
  describePause,
  describePhase,
  describeProgress,
  describeWait,
} from '../describe.js'
import type { RolloutPolicy } from '../policy.js'
import { stageOf } from '../state.js'
import type { Happening, Nature } from './world.js'
import { World } from './world.js'

/** A story told to the engine, and what an operator would read while it happens. */
export class Transcript {
  readonly world: World
  readonly #lines: string[] = []

  constructor(natures: Readonly<Record<string, Nature>>, policy: RolloutPolicy) {
    this.world = new World(Object.values(natures), policy)
    const names = this.world.state.stages.map((ids, index) => `stage ${index + 1}: ${ids.join(' ')}`)
    this.#lines.push(...names)
  }

  /** Something happens, then the driver plans. */
  after(what: string, ...happenings: readonly Happening[]): this {
    for (const one of happenings) this.world.happen(one)
    return this.#plan(what)
  }

  /** Every host that is asked for something answers by its nature, then the driver plans. */
  answered(): this {
    const all = this.world.hosts.map((_, nth): Happening => ({ kind: 'answers', nth }))
    return this.after('the hosts answer', ...all)
  }

  minutes(count: number): this {
    return this.after(`${count} min pass`, { kind: 'time', ms: count * 60_000 })
  }

  says(command: RolloutCommand): this {
    const result = this.world.command(command)
    const by = 'by' in command ? command.by : 'the system'
    if (result.kind === 'refused') {
      this.#lines.push(`- ${by}: ${command.kind}`, `    refused: ${describeControlRefusal(result.refusal)}`)
      return this
    }
    return this.#plan(`${by}: ${command.kind}`, result.assignments)
  }

  read(): string {
    return `\n${this.#lines.join('\n')}\n`
  }

  #plan(
    what: string,
    before: readonly { readonly to: string; readonly hosts: readonly string[] }[] = [],
  ): this {
    this.world.plan()
    const { step } = this.world.history.at(-1) ?? { step: null }
    if (step === null) throw new Error('nothing was planned')
    const { state } = step
    this.#lines.push(`- ${what}`)
    for (const { to, hosts } of [...before, ...step.assignments]) {
      this.#lines.push(`    ${to === 'to' ? 'start' : 'back'}: ${hosts.join(' ')}`)
    }
    for (const pause of state.pauses) this.#lines.push(`    paused: ${describePause(pause)}`)
    const waits = step.waits.filter(({ kind }) => kind !== 'paused').map(describeWait)
    this.#lines.push(`    ${[describePhase(state.phase, state.stages.length), ...waits].join('; ')}`)
    return this
  }

  /** What became of each host. */
  hosts(): this {
    for (const { id } of this.world.hosts) {
      this.#lines.push(`  ${id} ${describeProgress(this.world.state.hosts[id])}`)
    }
    return this
  }

  /** The budgets of the current stage, as value against limit. */
  budgets(): this {
    const { state, policy } = this.world
    const uses = budgetUse(state, policy, stageOf(state))
    this.#lines.push(
      `  ${uses.map(({ budget, count, limit }) => `${budget} ${count} of ${limit}`).join(', ')}`,
    )
    return this
  }
}

/** A fleet of hosts with one nature each, by name h0, h1 … */
export function fleet(...natures: readonly Nature[]): Readonly<Record<string, Nature>> {
  return Object.fromEntries(natures.map((nature, index) => [`h${index}`, nature]))
}
