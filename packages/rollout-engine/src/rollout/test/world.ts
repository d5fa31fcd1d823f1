import { type Controlled, control, type RolloutCommand } from '../control.js'
import { drawStages } from '../draw.js'
import type { Evidence, HostFacts } from '../facts.js'
import { planRollout } from '../plan-rollout.js'
import type { RolloutPolicy, Window } from '../policy.js'
import { type GateAnswer, type RolloutState, scheduled } from '../state.js'
import type { RolloutStep, StageAssignment } from '../step.js'
import { host, inventory } from './samples.js'

/** What a simulated host does when it is given the new state. */
export type Nature = 'good' | 'fails' | 'goes-back' | 'vanishes' | 'never-says'

export interface SimulatedHost {
  readonly id: string
  readonly platform: string
  readonly nature: Nature
  online: boolean
  seenAt: number
  assigned: 'to' | 'from' | 'other'
  evidence: Evidence
  /** It has an assignment that it has not answered. */
  asked: boolean
}

/** What can happen in the world, between two steps of the driver. */
export type Happening =
  /** The nth host answers its newest assignment by its nature. */
  | { readonly kind: 'answers'; readonly nth: number }
  | { readonly kind: 'goes'; readonly nth: number }
  | { readonly kind: 'comes-back'; readonly nth: number }
  | { readonly kind: 'time'; readonly ms: number }
  /** The driver plans and stores. */
  | { readonly kind: 'plans' }
  /** The driver plans and dies before it stores: nothing of the step happened. */
  | { readonly kind: 'dies' }
  | { readonly kind: 'gate'; readonly verdict: GateAnswer['verdict'] }
  | { readonly kind: 'command'; readonly command: RolloutCommand }
  /** Somebody assigns something newer to the nth host. */
  | { readonly kind: 'other'; readonly nth: number }
  | { readonly kind: 'freeze'; readonly frozen: boolean }
  | { readonly kind: 'group-windows'; readonly windows: readonly (readonly Window[])[] }
  | { readonly kind: 'joins'; readonly nature: Nature }

/** One stored step or command: what was, what came of it. */
export interface Stored {
  readonly before: RolloutState
  readonly after: RolloutState
  readonly assignments: readonly StageAssignment[]
  readonly step: RolloutStep | null
  readonly command: RolloutCommand | null
  /** Answers of gates the step was planned with. */
  readonly answers: readonly GateAnswer[]
}

/** A fleet, a clock and a driver that stores each step together with its assignments. */
export class World {
  readonly policy: RolloutPolicy
  readonly hosts: SimulatedHost[]
  readonly history: Stored[] = []
  state: RolloutState
  now = 1_000_000
  frozen = false
  #groupWindows: readonly (readonly Window[])[] = []
  #answers: GateAnswer[] = []

  constructor(natures: readonly Nature[], policy: RolloutPolicy) {
    this.policy = policy
    this.hosts = natures.map((nature, index) => simulated(`h${index}`, nature, this.now))
    this.state = scheduled(drawStages(this.facts(), policy, 'seed').stages)
  }

  facts(): HostFacts[] {
    return this.hosts.map(({ id, platform, online, seenAt, assigned, evidence }) =>
      host(id, { platform, online, seenAt, assigned, evidence }),
    )
  }

  happen(happening: Happening): void {
    switch (happening.kind) {
      case 'answers':
        this.#answer(this.#nth(happening.nth))
        return
      case 'goes':
        this.#setOnline(this.#nth(happening.nth), false)
        return
      case 'comes-back':
        this.#setOnline(this.#nth(happening.nth), true)
        return
      case 'time':
        this.now += happening.ms
        return
      case 'plans':
        this.plan()
        return
      case 'dies':
        this.#compute()
        return
      case 'gate':
        this.#gate(happening.verdict)
        return
      case 'command':
        this.command(happening.command)
        return
      case 'other':
        this.#assignOther(this.#nth(happening.nth))
        return
      case 'freeze':
        this.frozen = happening.frozen
        return
      case 'group-windows':
        this.#groupWindows = happening.windows
        return
      case 'joins':
        this.hosts.push(simulated(`h${this.hosts.length}`, happening.nature, this.now))
    }
  }

  /** One step of the driver, stored with its assignments in one transaction. */
  plan(): void {
    const before = this.state
    const answers = this.#answers
    const step = this.#compute()
    this.#store(step.state, step.assignments)
    this.#answers = []
    // After a revert the hosts must stand where they should without the help of the groups' own assignment.
    if (step.groups === 'to') this.#assignGroups()
    this.history.push({
      before,
      after: step.state,
      assignments: step.assignments,
      step,
      command: null,
      answers,
    })
  }

  command(command: RolloutCommand): Controlled {
    const before = this.state
    const scene = { policy: this.policy, planHash: 'hash', now: this.now }
    const controlled = control(before, command, scene)
    if (controlled.kind === 'ok') {
      const { state: after, assignments } = controlled
      this.#store(after, assignments)
      this.history.push({ before, after, assignments, step: null, command, answers: [] })
    }
    return controlled
  }

  /** Everybody is there, answers, gates pass and a person says yes to everything, until the rollout is finished. */
  calmDown(): void {
    this.frozen = false
    for (let round = 0; round < 400 && this.state.phase.kind !== 'finished'; round += 1) {
      for (const one of this.hosts) {
        this.#setOnline(one, true)
        this.#answer(one, 'good')
      }
      this.now += 120_000
      this.plan()
      if (this.state.phase.kind === 'gating') this.#gate('pass')
      if (this.state.phase.kind === 'approving') {
        for (const by of ['ann', 'ben']) this.command({ kind: 'approve', by, planHash: 'hash' })
      }
      if (this.state.pauses.length > 0) this.command({ kind: 'resume', by: 'ann' })
    }
  }

  #nth(nth: number): SimulatedHost {
    const found = this.hosts[nth % this.hosts.length]
    if (found === undefined) throw new Error('a world without hosts')
    return found
  }

  #compute(): RolloutStep {
    const frozen = this.frozen ? { reason: 'a test' } : null
    const facts = inventory(this.facts(), {
      frozen,
      groupWindows: this.#groupWindows,
      answers: this.#answers,
    })
    return planRollout(this.policy, facts, this.state, this.now)
  }

  #store(after: RolloutState, assignments: readonly StageAssignment[]): void {
    this.state = after
    for (const { hosts, to } of assignments) for (const id of hosts) this.#assign(id, to)
  }

  #assign(id: string, to: 'to' | 'from'): void {
    const found = this.hosts.find((one) => one.id === id)
    if (found === undefined) throw new Error(`${id} was made up`)
    found.assigned = to
    found.evidence = { kind: 'pending' }
    found.asked = true
  }

  #assignGroups(): void {
    for (const one of this.hosts) if (one.assigned !== 'other') this.#assign(one.id, 'to')
  }

  #assignOther(one: SimulatedHost): void {
    one.assigned = 'other'
    one.evidence = { kind: 'pending' }
    one.asked = false
  }

  #setOnline(one: SimulatedHost, online: boolean): void {
    one.online = online
    one.seenAt = this.now
  }

  #answer(one: SimulatedHost, nature: Nature = one.nature): void {
    if (!one.asked || !one.online) return
    if (one.assigned === 'to' && nature === 'vanishes') this.#setOnline(one, false)
    else if (one.assigned === 'to' && nature === 'never-says') return
    else {
      one.asked = one.assigned === 'to' && nature !== 'good'
      one.evidence = one.assigned === 'to' ? evidenceOf(nature) : { kind: 'proved' }
      one.seenAt = this.now
    }
  }

  #gate(verdict: GateAnswer['verdict']): void {
    if (this.state.phase.kind !== 'gating') return
    const { stage } = this.state.phase
    this.#answers = [{ gate: 'smoke', stage, verdict, said: `said ${verdict}`, at: this.now }]
  }
}

function simulated(id: string, nature: Nature, now: number): SimulatedHost {
  const platform = Number(id.slice(1)) % 4 === 3 ? 'linux/arm64' : 'linux/amd64'
  const evidence = { kind: 'proved' } as const
  return { id, platform, nature, online: true, seenAt: now, assigned: 'from', evidence, asked: false }
}

function evidenceOf(nature: Nature): Evidence {
  switch (nature) {
    case 'fails':
      return { kind: 'failed', code: 'disk_full', message: 'disk full' }
    case 'goes-back':
      return { kind: 'rolled-back', code: 'probe_failed', message: 'go version did not answer' }
    case 'good':
    case 'vanishes':
    case 'never-says':
      return { kind: 'proved' }
  }
}
