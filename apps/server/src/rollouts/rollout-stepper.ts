import {
  describeWait,
  type GateAnswer,
  type HostFacts,
  type Inventory,
  planRollout,
  type RolloutState,
  type RolloutStep,
  stageOf,
} from '@goherd/rollout-engine'
import { Injectable } from '@nestjs/common'
import { Clock } from '../base/clock/index.js'
import { FleetFreeze } from '../fleet/index.js'
import { GroupReader, toWindow } from '../groups/index.js'
import { RecallReader } from '../recalls/index.js'
import { type BadEnd, badEnds } from './bad-ends.js'
import { FactsReader } from './facts.reader.js'
import { isSameHead, makeHead } from './make-head.js'
import { awaitedHosts, RETURNING, withGrace } from './returning.js'
import { type LoadedRollout, type Member, RolloutReader } from './rollout.reader.js'
import { StepWriter } from './step-writer.js'
import type { StoredHead } from './stored-state.js'

/** What a rollout's next step is made from, as this server remembers it. */
export interface Remembered {
  readonly rollout: LoadedRollout
  readonly facts: Map<string, HostFacts>
}

/** What a step came to. */
export type Stepped =
  | {
      readonly kind: 'at-rest'
      readonly remembered: Remembered
      readonly step: RolloutStep
      /** Whether something was stored. */
      readonly changed: boolean
    }
  /** Somebody else stored something: everything has to be read again. */
  | { readonly kind: 'overtaken' }

/** Takes a rollout one step on: reads what is known, has it decided by the engine, stores what follows. */
@Injectable()
export class RolloutStepper {
  constructor(
    private readonly reader: RolloutReader,
    private readonly factsReader: FactsReader,
    private readonly writer: StepWriter,
    private readonly groups: GroupReader,
    private readonly freeze: FleetFreeze,
    private readonly recalls: RecallReader,
    private readonly clock: Clock,
  ) {}

  /** Everything from the database; undefined when there is no such rollout. */
  async remember(id: string): Promise<Remembered | undefined> {
    const rollout = await this.reader.load(id)
    return rollout && { rollout, facts: await this.factsReader.read(id) }
  }

  /**
   * @param heard ids of hosts of which there is news
   * @param bootedAt when this server started, in milliseconds since 1970
   * @throws whatever the database throws; nothing is stored then
   */
  async step(
    { rollout, facts }: Remembered,
    {
      heard,
      answers,
      bootedAt,
    }: { heard: readonly string[]; answers: readonly GateAnswer[]; bootedAt: number },
  ): Promise<Stepped> {
    if (heard.length > 0) await this.read(rollout.id, facts, heard)
    const scene = await this.scene(rollout, answers)
    const now = this.clock.now().getTime()
    let planned = plan(rollout, facts, { ...scene, now, bootedAt })
    // Another server may have heard of hosts that seem to be away: absence is looked up before it counts.
    const absent = absentIn(rollout.state, planned.state).filter((id) => !heard.includes(id))
    if (absent.length > 0) {
      await this.read(rollout.id, facts, absent)
      planned = plan(rollout, facts, { ...scene, now, bootedAt })
    }
    const ends = badEnds(rollout.state, graced(facts, bootedAt), {
      now,
      silentAfterMs: rollout.policy.silentAfterMs,
    })
    const taken = answers.filter(({ stage }) => stage === stageOf(rollout.state))
    return this.store({ rollout, facts }, planned, { now, ends, answers: taken })
  }

  private async read(id: string, facts: Map<string, HostFacts>, hostIds: readonly string[]): Promise<void> {
    const read = await this.factsReader.read(id, hostIds)
    for (const hostId of hostIds) {
      const known = read.get(hostId)
      if (known === undefined) facts.delete(hostId)
      else facts.set(hostId, known)
    }
  }

  private async scene({ groups }: LoadedRollout, answers: readonly GateAnswer[]) {
    const [frozen, recalls, windows] = await Promise.all([
      this.freeze.current(),
      this.recalls.active(),
      this.groups.windows(groups.map(({ id }) => id)),
    ])
    const recalled = groups.flatMap(({ to }) => recalls.get(to.release) ?? [])[0] ?? null
    const groupWindows = [...windows.values()].map((of) => of.map(toWindow))
    return { frozen, groupWindows, recalled, answers }
  }

  private async store({ rollout, facts }: Remembered, step: RolloutStep, news: News): Promise<Stepped> {
    const head = headOf(rollout, step, news)
    const { state, assignments, groups } = step
    const isSame = isSameHead(head, rollout.head) && sameHosts(rollout.state, state)
    if (isSame && assignments.length === 0) {
      return { kind: 'at-rest', remembered: { rollout, facts }, step, changed: false }
    }
    const groupIds = new Map(rollout.groups.map(({ id, name }) => [name, id]))
    const memberOf = (id: string): Member | undefined => {
      const known = facts.get(id)
      const fresh = known && { host: known.name, groupId: groupIds.get(known.group) ?? '' }
      return fresh ?? rollout.members.get(id)
    }
    const isStored = await this.writer.write({
      ...{ rollout, after: state, head, assignments, groups, memberOf, command: null },
      ...{ ends: news.ends, answers: news.answers },
    })
    if (!isStored) return { kind: 'overtaken' }
    noteAssignments({ rollout, facts }, step)
    const members = new Map(rollout.members)
    for (const id of facts.keys()) {
      const member = memberOf(id)
      if (member && !members.has(id)) members.set(id, member)
    }
    const after: LoadedRollout = { ...rollout, version: rollout.version + 1, head, state, members }
    return { kind: 'at-rest', remembered: { rollout: after, facts }, step, changed: true }
  }
}

/** What a step is told with. */
interface News {
  readonly now: number
  readonly ends: readonly BadEnd[]
  readonly answers: readonly GateAnswer[]
}

interface Scene {
  readonly frozen: { readonly reason: string } | null
  readonly groupWindows: Inventory['groupWindows']
  readonly recalled: { readonly reason: string } | null
  readonly answers: readonly GateAnswer[]
  readonly now: number
  readonly bootedAt: number
}

function plan(rollout: LoadedRollout, facts: ReadonlyMap<string, HostFacts>, scene: Scene): RolloutStep {
  const { frozen, groupWindows, recalled, answers, now, bootedAt } = scene
  const awaited = awaitedHosts(rollout.state, facts, { now, bootedAt })
  const inventory = {
    hosts: [...graced(facts, bootedAt).values()],
    frozen: frozen ?? (awaited.until === null ? null : { reason: RETURNING }),
    groupWindows,
    recalled,
    answers,
  }
  const step = planRollout(rollout.policy, inventory, rollout.state, now)
  const wakes = [step.wakeAt, awaited.until].filter((at) => at !== null)
  return { ...step, wakeAt: wakes.length === 0 ? null : Math.min(...wakes) }
}

/** After a restart of the server: who went with its connections has not gone by itself. */
function graced(facts: ReadonlyMap<string, HostFacts>, bootedAt: number): Map<string, HostFacts> {
  return new Map([...facts].map(([id, host]) => [id, withGrace(host, bootedAt)]))
}

function headOf({ head, policy }: LoadedRollout, step: RolloutStep, news: News): StoredHead {
  const waits = step.waits.map((wait) =>
    wait.kind === 'frozen' && wait.reason === RETURNING ? RETURNING : describeWait(wait),
  )
  const { state, asks, wakeAt } = step
  return makeHead({ state, policy, waits, wakeAt, asks, ...news }, head)
}

function sameHosts(before: RolloutState, after: RolloutState): boolean {
  if (before.hosts === after.hosts && before.stages === after.stages) return true
  const ids = Object.keys(after.hosts)
  return (
    ids.length === Object.keys(before.hosts).length &&
    ids.every((id) => before.hosts[id] === after.hosts[id]) &&
    after.stages.every((stage, index) => stage.length === before.stages[index]?.length)
  )
}

/** Hosts that the step holds for away, and that were not held for away before. */
function absentIn(before: RolloutState, after: RolloutState): string[] {
  const away = new Set(['silent', 'debt', 'revert-debt', 'left'])
  return Object.entries(after.hosts).flatMap(([id, { kind }]) =>
    away.has(kind) && before.hosts[id]?.kind !== kind ? [id] : [],
  )
}

/** What was just assigned is known without reading it again: nobody has answered it yet. */
function noteAssignments({ rollout, facts }: Remembered, { assignments }: RolloutStep): void {
  const isFirst = new Map(rollout.groups.map(({ name, from }) => [name, from === null]))
  for (const { to, hosts } of assignments) {
    for (const id of hosts) {
      const known = facts.get(id)
      if (known === undefined) continue
      const nothing = to === 'from' && isFirst.get(known.group) === true
      facts.set(id, { ...known, assigned: to, evidence: { kind: nothing ? 'proved' : 'pending' } })
    }
  }
}
