import type { GateAnswer } from '@goherd/rollout-engine'
import type { Clock } from '../base/clock/index.js'
import type { PublishedAssignment } from '../groups/index.js'
import type { GateDoor } from './gate-door.js'
import { gateQuestions } from './gate-questions.js'
import type { Remembered, RolloutStepper, Stepped } from './rollout-stepper.js'

/** How long news gathers before a step is planned, in milliseconds: the hosts' own proofs come first. */
const GATHER_MS = 50
/** After a failure, in milliseconds: doubled from the first up to the most. */
const RETRY_MS = { first: 250, most: 10_000 }
/** Node's longest timer; a rollout that waits longer wakes and looks. In milliseconds. */
const LONGEST_MS = 2_147_483_647

/** What a watch needs of the server around it. */
export interface WatchScene {
  /** When this server started, in milliseconds since 1970. */
  readonly bootedAt: number
  readonly clock: Clock
  readonly stepper: RolloutStepper
  readonly gates: GateDoor
  readonly onEnd: () => void
  readonly onTrouble: (error: unknown) => void
}

/** One rollout as this server follows it: what it remembers, what it has heard since, and when it wakes. */
export class RolloutWatch {
  private remembered: Remembered | undefined
  /** What is remembered is old: everything is read again. */
  private stale = true
  private readonly news = new Set<string>()
  private answers: GateAnswer[] = []
  private readonly asked = new Set<string>()
  private again = false
  private running: Promise<void> | undefined
  private timer: NodeJS.Timeout | undefined
  private failures = 0
  private stopped = false

  constructor(
    private readonly id: string,
    private readonly scene: WatchScene,
  ) {}

  /** Whether hosts of a group concern it; until it is known, those of any group do. */
  isOf(groupId: string): boolean {
    return this.remembered?.rollout.groups.some(({ id }) => id === groupId) ?? true
  }

  heard(hostIds: Iterable<string>): void {
    for (const id of hostIds) this.news.add(id)
    this.look()
  }

  /** What is assigned to single hosts, or to a whole group by hand, makes them leave. Its own waves are no news. */
  published({ groupId, hostId, members, rolloutId }: PublishedAssignment): void {
    if (rolloutId === this.id) return
    const isOfGroup = groupId !== null && this.isOf(groupId)
    const hosts = hostId === null ? (isOfGroup ? members : []) : [hostId]
    if (hosts === null) this.stale = true
    for (const id of hosts ?? []) this.news.add(id)
    if (hosts === null || hosts.length > 0) this.look()
  }

  answered(answer: GateAnswer): void {
    this.answers.push(answer)
    this.look()
  }

  /** Some server stored a step of that version; of this one's own steps nothing has to be read. */
  storedElsewhere(version: number): void {
    if ((this.remembered?.rollout.version ?? -1) >= version) return
    this.stale = true
    this.look()
  }

  /** One turn at a time; what is heard meanwhile makes one more. */
  look(): void {
    this.again = true
    if (this.running || this.stopped) return
    clearTimeout(this.timer)
    this.running = this.run().finally(() => {
      this.running = undefined
    })
  }

  async stop(): Promise<void> {
    this.stopped = true
    clearTimeout(this.timer)
    await this.running
  }

  private async run(): Promise<void> {
    while (this.again && !this.stopped) {
      this.again = false
      await new Promise((resolve) => setTimeout(resolve, GATHER_MS))
      if (this.stopped) return
      try {
        await this.turn()
        this.failures = 0
      } catch (error) {
        this.scene.onTrouble(error)
        this.stale = true
        this.wakeIn(Math.min(RETRY_MS.first * 2 ** this.failures, RETRY_MS.most))
        this.failures += 1
        return
      }
    }
  }

  private async turn(): Promise<void> {
    const remembered = await this.recall()
    if (remembered === undefined) {
      this.end()
      return
    }
    const heard = [...this.news]
    const { answers } = this
    this.news.clear()
    this.answers = []
    const { stepper, bootedAt } = this.scene
    const stepped = await stepper.step(remembered, { heard, answers, bootedAt }).catch((error: unknown) => {
      this.answers = [...answers, ...this.answers]
      throw error
    })
    if (stepped.kind === 'overtaken') {
      this.answers = [...answers, ...this.answers]
      this.stale = true
      this.again = true
      return
    }
    this.atRest(stepped)
  }

  private async recall(): Promise<Remembered | undefined> {
    if (this.remembered !== undefined && !this.stale) return this.remembered
    // What is stored while this reads makes it stale again.
    this.stale = false
    this.remembered = await this.scene.stepper.remember(this.id)
    return this.remembered
  }

  private atRest({ remembered, step }: Extract<Stepped, { kind: 'at-rest' }>): void {
    this.remembered = remembered
    if (step.state.phase.kind === 'finished') {
      this.end()
      return
    }
    // It went on, or back, without their answers.
    if (step.state.phase.kind !== 'gating') this.scene.gates.forget(this.id)
    for (const question of gateQuestions(remembered.rollout, remembered.facts, step)) {
      const key = `${question.stage} ${question.gate.name} ${question.since}`
      if (this.asked.has(key)) continue
      this.asked.add(key)
      this.scene.gates.ask(question)
    }
    if (step.wakeAt !== null) this.wakeIn(step.wakeAt - this.scene.clock.now().getTime())
  }

  private end(): void {
    this.again = false
    this.stopped = true
    clearTimeout(this.timer)
    this.scene.gates.forget(this.id)
    this.scene.onEnd()
  }

  private wakeIn(ms: number): void {
    clearTimeout(this.timer)
    if (this.stopped) return
    this.timer = setTimeout(() => this.look(), Math.min(Math.max(ms, 0), LONGEST_MS))
    this.timer.unref()
  }
}
