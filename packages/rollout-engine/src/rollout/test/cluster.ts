import { control, type RolloutCommand } from '../control.js'
import { drawStages } from '../draw.js'
import type { Evidence, HostFacts } from '../facts.js'
import { planRollout } from '../plan-rollout.js'
import type { RolloutPolicy } from '../policy.js'
import { type RolloutState, scheduled } from '../state.js'
import type { StageAssignment } from '../step.js'
import { host, inventory } from './samples.js'

/*
 * Two servers that drive one rollout, a database that commits or does not, and hosts that hear only what somebody tells them. A
 * server reads, plans and stores in moments of its own, and dies between any two of them. What it keeps in memory may be old.
 */

/** How a step of a server ends. */
export const ENDINGS = ['stored and told', 'died before it stored', 'died before it told'] as const
export type Ending = (typeof ENDINGS)[number]

/** What can happen next. */
export type Moment =
  | { readonly kind: 'reads'; readonly server: 0 | 1 }
  | { readonly kind: 'steps'; readonly server: 0 | 1; readonly ending: Ending }
  | { readonly kind: 'commands'; readonly server: 0 | 1; readonly command: RolloutCommand }
  /** An assignment that was told before arrives once more, after newer ones. */
  | { readonly kind: 'echoes'; readonly nth: number }
  | { readonly kind: 'answers'; readonly nth: number }
  | { readonly kind: 'goes'; readonly nth: number }
  | { readonly kind: 'returns'; readonly nth: number }
  | { readonly kind: 'time'; readonly ms: number }

interface Told {
  readonly epoch: number
  readonly to: 'to' | 'from'
}

interface Member {
  readonly id: string
  readonly works: boolean
  online: boolean
  seenAt: number
  /** The newest assignment it accepted; it ignores what is not newer. */
  heard: Told
  /** What it last said, and of which epoch. */
  said: { readonly epoch: number; readonly evidence: Evidence }
  /** Everything it was ever told, in the order in which it arrived. */
  readonly arrived: Told[]
}

/** A step or command that was stored: what it was planned from, and what was there. */
export interface Commit {
  readonly plannedFrom: RolloutState
  readonly before: RolloutState
  readonly after: RolloutState
  readonly assignments: readonly StageAssignment[]
  readonly command: RolloutCommand | null
}

interface Row {
  readonly version: number
  readonly state: RolloutState
}

/** One rollout, its database, two servers and its hosts. `fenced: false` leaves out the comparison of versions. */
export class Cluster {
  readonly policy: RolloutPolicy
  readonly members: Member[]
  readonly commits: Commit[] = []
  /** Steps that were thrown away because another server had stored one. */
  conflicts = 0
  now = 1_000_000
  #row: Row
  #epoch = 1
  readonly #newest = new Map<string, Told>()
  readonly #memories: [Row | undefined, Row | undefined] = [undefined, undefined]
  readonly #fenced: boolean

  constructor(works: readonly boolean[], policy: RolloutPolicy, fenced = true) {
    this.policy = policy
    this.#fenced = fenced
    this.members = works.map((one, n) => newMember(`h${n}`, one, this.now))
    for (const { id, heard } of this.members) this.#newest.set(id, heard)
    this.#row = { version: 0, state: scheduled(drawStages(this.facts(), policy, 'seed').stages) }
  }

  get state(): RolloutState {
    return this.#row.state
  }

  /** What the database says each host should have. */
  newestOf(id: string): Told {
    const told = this.#newest.get(id)
    if (told === undefined) throw new Error(`${id} was made up`)
    return told
  }

  facts(): HostFacts[] {
    return this.members.map(({ id, online, seenAt, said }) => {
      const { epoch, to } = this.newestOf(id)
      const evidence: Evidence = said.epoch >= epoch ? said.evidence : { kind: 'pending' }
      return host(id, { online, seenAt, assigned: to, evidence })
    })
  }

  happen(moment: Moment): void {
    switch (moment.kind) {
      case 'reads':
        this.#memories[moment.server] = this.#row
        return
      case 'steps':
        this.#step(moment.server, moment.ending)
        return
      case 'commands':
        this.#command(moment.server, moment.command)
        return
      case 'echoes': {
        const one = this.#nth(moment.nth)
        for (const told of one.arrived.slice(0, 1)) this.#arrives(one, told)
        return
      }
      case 'answers':
        this.#answer(this.#nth(moment.nth))
        return
      case 'goes':
        this.#setOnline(this.#nth(moment.nth), false)
        return
      case 'returns':
        this.#setOnline(this.#nth(moment.nth), true)
        return
      case 'time':
        this.now += moment.ms
    }
  }

  /** One server is left; everybody is there, answers well, and a person says yes to everything. */
  calmDown(): void {
    for (let round = 0; round < 200 && this.state.phase.kind !== 'finished'; round += 1) {
      for (const one of this.members) {
        this.#setOnline(one, true)
        this.#answer(one, true)
      }
      this.now += 120_000
      this.happen({ kind: 'reads', server: 0 })
      this.#step(0, 'stored and told')
      if (this.state.pauses.length > 0) this.#command(0, { kind: 'resume', by: 'ann' })
    }
    for (const one of this.members) this.#setOnline(one, true)
  }

  #step(server: 0 | 1, ending: Ending): void {
    const memory = this.#memories[server] ?? this.#row
    const step = planRollout(this.policy, inventory(this.facts()), memory.state, this.now)
    const stores = ending !== 'died before it stored'
    const told = stores ? this.#commit(memory, { ...step, command: null }) : undefined
    if (ending === 'stored and told') this.#deliver(told)
    // Who died, and who lost against the other, reads everything anew.
    this.#memories[server] = ending === 'stored and told' && told !== undefined ? this.#row : undefined
  }

  #command(server: 0 | 1, command: RolloutCommand): void {
    const memory = this.#memories[server] ?? this.#row
    const done = control(memory.state, command, { policy: this.policy, planHash: 'hash', now: this.now })
    if (done.kind === 'ok') this.#deliver(this.#commit(memory, { ...done, command }))
    this.#memories[server] = undefined
  }

  /** One transaction: nothing of it happens when another step was stored since this one was read. */
  #commit(
    memory: Row,
    planned: Pick<Commit, 'assignments' | 'command'> & { readonly state: RolloutState },
  ): Map<string, Told> | undefined {
    if (this.#fenced && memory.version !== this.#row.version) {
      this.conflicts += 1
      return undefined
    }
    const { state: after, assignments, command } = planned
    this.commits.push({ plannedFrom: memory.state, before: this.#row.state, after, assignments, command })
    this.#row = { version: this.#row.version + 1, state: after }
    const written = new Map<string, Told>()
    for (const { to, hosts } of assignments) {
      this.#epoch += 1
      for (const id of hosts) written.set(id, { epoch: this.#epoch, to })
    }
    for (const [id, told] of written) this.#newest.set(id, told)
    return written
  }

  #deliver(written: ReadonlyMap<string, Told> | undefined): void {
    for (const one of this.members) {
      const told = written?.get(one.id)
      if (told !== undefined && one.online) this.#arrives(one, told)
    }
  }

  #arrives(one: Member, told: Told): void {
    one.arrived.push(told)
    if (told.epoch > one.heard.epoch) one.heard = told
  }

  /** A host that comes back is told the newest that the database has for it. */
  #setOnline(one: Member, online: boolean): void {
    one.online = online
    one.seenAt = this.now
    if (online) this.#arrives(one, this.newestOf(one.id))
  }

  #answer(one: Member, works = one.works): void {
    if (!one.online) return
    const { epoch, to } = one.heard
    const fails = to === 'to' && !works
    one.seenAt = this.now
    one.said = { epoch, evidence: fails ? FAILED : { kind: 'proved' } }
  }

  #nth(nth: number): Member {
    const found = this.members[nth % this.members.length]
    if (found === undefined) throw new Error('a cluster without hosts')
    return found
  }
}

const FAILED: Evidence = { kind: 'failed', code: 'probe_failed', message: 'go does not answer' }

function newMember(id: string, works: boolean, now: number): Member {
  const heard: Told = { epoch: 1, to: 'from' }
  const said = { epoch: 1, evidence: { kind: 'proved' } } as const
  return { ...{ id, works, online: true, seenAt: now, heard, said }, arrived: [heard] }
}
