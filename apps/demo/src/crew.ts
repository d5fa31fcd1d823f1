import {
  createSimulatedFleet,
  flapping,
  REAL_CLOCK,
  type SimulatedAgentClient,
  type SimulatedFleet,
  seededRandom,
} from '@goherd/testkit'
import type { Member } from './cast.js'
import { Life } from './life.js'
import type { Identity, Stand, Task } from './messages.js'
import { CALM, hinder, mend, spoil } from './mischief.js'

type Enroll = Extract<Task, { kind: 'enroll' }>

/** Real work of an agent takes its time; in a simulation these moments stand for it, in milliseconds. */
const TIMINGS = { install: 1_200, 'verify-bytes': 300 }
const FLAPS_EVERY_MS = 45_000

/** The simulated hosts of one worker. */
export class Crew {
  #fleet: SimulatedFleet | undefined
  #members: readonly Member[] = []
  #life: Life | undefined
  #endings: (() => void)[] = []
  #enrolled = 0
  #reports = 0

  /** Enrolls the hosts that were not known, and answers them all. Throws what the server refuses. */
  async enroll({ server, tokens, members, known, newest }: Enroll): Promise<readonly Identity[]> {
    const kept = new Map(known.map((identity) => [identity.name, identity]))
    this.#members = members
    this.#fleet = await createSimulatedFleet({
      server,
      count: members.length,
      namePrefix: 'host',
      timings: TIMINGS,
      heartbeats: true,
      identities: members.map(({ name }) => kept.get(name)),
      token: (index) => turn(tokens[members[index]?.group ?? ''] ?? [], index),
      name: (index) => members[index]?.name ?? '',
      machine: (index) => machineOf(members[index]),
      onEnrolled: () => {
        this.#enrolled += 1
      },
      broken: (index) => (members[index]?.trouble === 'newest-breaks' ? [newest] : []),
    })
    this.#enrolled = members.length
    this.#fleet.onReported(() => {
      this.#reports += 1
    })
    for (const { host } of this.#fleet.hosts) host.disk.effective = CALM
    return this.#fleet.identities
  }

  connect(): Promise<void> {
    return this.#fleet?.connectAll() ?? Promise.resolve()
  }

  /** Each host with its trouble. */
  forEach(deed: (host: SimulatedAgentClient, trouble: Member['trouble']) => void): void {
    this.#fleet?.hosts.forEach((host, index) => {
      deed(host, this.#members[index]?.trouble ?? 'none')
    })
  }

  hinder(): void {
    this.forEach(hinder)
  }

  /** Lets what is wrong with hosts show. */
  spoil(): void {
    this.forEach(spoil)
    const flappers = this.#with('flapping')
    const random = Math.random
    this.#endings.push(flapping(flappers, { clock: REAL_CLOCK, random, everyMs: FLAPS_EVERY_MS }))
  }

  /** Healthy hosts get into trouble and out of it from now on. */
  live(seed: number, perSecond: number): void {
    const living = this.#with('none').map((client) => ({
      spoil: (trouble: Member['trouble']) => spoil(client, trouble),
      mend: () => mend(client),
      leave: () => client.close(),
      // A host that is refused for good stays away; the server's pages say so.
      comeBack: () => void client.connect().catch(() => undefined),
    }))
    this.#life = new Life(living, { clock: REAL_CLOCK, random: seededRandom(seed), perSecond })
    this.#endings.push(this.#life.begin())
  }

  get stand(): Stand {
    const connected = this.#fleet?.hosts.filter((host) => host.connected).length ?? 0
    const changes = this.#life?.changes ?? 0
    const memoryBytes = process.memoryUsage.rss()
    return {
      kind: 'stand',
      enrolled: this.#enrolled,
      connected,
      reports: this.#reports,
      changes,
      memoryBytes,
    }
  }

  #with(trouble: Member['trouble']): SimulatedAgentClient[] {
    return this.#fleet?.hosts.filter((_, index) => this.#members[index]?.trouble === trouble) ?? []
  }
}

function turn(tokens: readonly string[], index: number): string {
  return tokens[index % Math.max(1, tokens.length)] ?? ''
}

function machineOf(member: Member | undefined) {
  if (member === undefined) return {}
  const { platform, distribution, cpus, labels } = member
  return { platform, distribution, cpus, labels }
}
