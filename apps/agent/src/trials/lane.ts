import { seededRandom } from '@goherd/testkit'
import { type Sandbox, sandbox } from '../disk/sandbox.js'
import type { Assigned } from './agent-here.js'
import { quickFolder } from './quick-folder.js'
import { pick, SEED } from './scale.js'
import { buildOneChange, type Stage, stageIn, wrongAfterRestart } from './stage.js'
import { RELEASES, STEPS, type Step } from './steps.js'
import { type Call, type Moment, momentsOf } from './strace.js'

/** One change that is disturbed at one moment. */
export interface Trial {
  readonly number: number
  readonly step: Step
  readonly moment: Moment
  readonly stage: Stage
  readonly assigned: Assigned
  readonly command: readonly string[]
  readonly random: () => number
}

/**
 * One host that goes through the steps again and again, each disturbed at a moment drawn by the seed; after each it is brought
 * to the end of the step. Several lanes side by side use the machine's cores.
 */
export class Lane {
  readonly #stage: Stage
  readonly #command: ReturnType<typeof buildOneChange>
  readonly #random: () => number
  readonly #moments: (readonly Moment[])[] = []

  private constructor(box: Sandbox, n: number) {
    this.#stage = stageIn(box, RELEASES)
    this.#command = buildOneChange(box.folder)
    this.#random = seededRandom(SEED + n)
  }

  /** Prepares a host at the end of all steps, and lists the moments of each step at these calls. */
  static async start(n: number, calls: readonly Call[]): Promise<Lane> {
    const lane = new Lane(await sandbox(quickFolder()), n)
    const first = lane.#stage.assign({ release: 'go1.21.13', settings: {} })
    const wrong = await wrongAfterRestart(lane.#stage, first)
    if (wrong.length > 0) throw new Error(`the host could not be prepared: ${wrong.join('; ')}`)
    for (const step of STEPS) {
      const { command } = lane.#begin(step)
      lane.#moments.push(await momentsOf(command, calls, lane.#stage.box.layout.root))
    }
    return lane
  }

  get moments(): number {
    return this.#moments.flat().length
  }

  /** Makes so many trials and answers what was wrong after them. `disturb` answers what is wrong before the restart. */
  async run(count: number, disturb: (trial: Trial) => Promise<string[]>): Promise<string[]> {
    const failures: string[] = []
    for (let number = 0; number < count; number++) {
      const at = number % STEPS.length
      const step = pick(STEPS.slice(at, at + 1), this.#random)
      const moment = pick(this.#moments[at] ?? [], this.#random)
      const begun = this.#begin(step)
      const trial = { number, step, moment, stage: this.#stage, random: this.#random, ...begun }
      const before = await disturb(trial)
      // Damage that was not found in time is drift: only a new assignment repairs it.
      const { desired, afterCheck } = begun.assigned
      const assigned = afterCheck === true ? this.#stage.assign(desired, true) : begun.assigned
      const wrong = [...before, ...(await wrongAfterRestart(this.#stage, assigned))]
      const where = `${step.name}, ${moment.call} ${moment.n} (trial ${number})`
      if (wrong.length > 0) failures.push(`${where}: ${wrong.join('; ')}`)
    }
    this.#stage.box.remove()
    return failures
  }

  #begin({ desired, before }: Step): { readonly assigned: Assigned; readonly command: readonly string[] } {
    const { box } = this.#stage
    before?.(box)
    const assigned = this.#stage.assign(desired, before !== undefined)
    return { assigned, command: this.#command(box.layout.root, assigned) }
  }
}
