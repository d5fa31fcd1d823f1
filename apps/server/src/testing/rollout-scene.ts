import {
  type HostReport,
  hostDetail,
  type RolloutPlan,
  type RolloutRequest,
  type RolloutView,
  rolloutEvents,
  rolloutHosts,
  rolloutPlan,
  rolloutView,
} from '@goherd/protocol'
import { z } from 'zod'
import { type ApiAnswer, accepted, callApi } from './call-api.js'
import { makeGroup, setGroup } from './fleet-of-tests.js'
import type { TestServer } from './start-test-server.js'
import { enrollHosts, eventually, observedAt, TestAgent, type TestHost } from './test-agent.js'

/** How an agent of a scene behaves when it is sent to a release that is named as bad. */
export type Manner = 'obeys' | 'goes-back' | 'fails' | 'is-silent'

/** A group with agents that go where they are sent, and what a test does with rollouts in it. */
export class RolloutScene {
  agents: TestAgent[] = []

  private constructor(
    public server: TestServer,
    readonly group: string,
    readonly hosts: TestHost[],
  ) {}

  /** A group whose hosts somebody else has made. */
  static of(server: TestServer, group: string): RolloutScene {
    return new RolloutScene(server, group, [])
  }

  /** So many hosts that proved Go 1.21. */
  static async make(server: TestServer, group: string, count: number): Promise<RolloutScene> {
    await makeGroup(server, group)
    const names = Array.from({ length: count }, (_, n) => `${group}-${n + 1}`)
    const hosts = await enrollHosts(server, group, names)
    const scene = new RolloutScene(server, group, hosts)
    await setGroup(server, group, '1.21')
    await scene.connectAll()
    await scene.everybodyAt('go1.21.13')
    return scene
  }

  async connectAll(manners: Readonly<Record<number, Manner>> = {}): Promise<void> {
    this.agents = await Promise.all(
      this.hosts.map(async (host, n) => {
        const agent = await TestAgent.connect(this.server, host)
        behave(agent, manners[n + 1] ?? 'obeys')
        return agent
      }),
    )
  }

  /** From now on the nth agent (from 1) does so with what it is sent. */
  async reconnect(nth: number, manner: Manner = 'obeys'): Promise<TestAgent> {
    const host = this.hosts[nth - 1]
    if (!host) throw new Error(`there is no host ${nth}`)
    const agent = await TestAgent.connect(this.server, host)
    behave(agent, manner)
    this.agents[nth - 1] = agent
    return agent
  }

  agent(nth: number): TestAgent {
    const agent = this.agents[nth - 1]
    if (!agent) throw new Error(`there is no agent ${nth}`)
    return agent
  }

  closeAll(): void {
    for (const agent of this.agents) agent.close()
  }

  /** Waits until every agent was sent there last. */
  async everybodyAt(release: string): Promise<void> {
    const releases = async () => this.agents.map((agent) => agent.assigned?.desired.release)
    const found = await eventually(releases, (all) => all.every((one) => one === release))
    if (!found.every((one) => one === release)) throw new Error(`not at ${release}: ${found.join(' ')}`)
  }

  api(path: string, body?: unknown): Promise<ApiAnswer> {
    return callApi(this.server, path, body)
  }

  request(over: Partial<RolloutRequest> = {}): RolloutRequest & { reason: string } {
    return {
      groups: [this.group],
      change: { go: '1.22' },
      stages: [{ size: 1 }, { size: '100%' }],
      reason: 'a newer Go',
      ...over,
    }
  }

  async plan(over: Partial<RolloutRequest> = {}): Promise<RolloutPlan> {
    return accepted(await this.api('/rollouts/plan', this.request(over)), rolloutPlan)
  }

  async start(over: Partial<RolloutRequest> & { hash?: string } = {}): Promise<RolloutView> {
    return accepted(await this.api('/rollouts', this.request(over)), rolloutView)
  }

  async view(id: string): Promise<RolloutView> {
    return accepted(await this.api(`/rollouts/${id}`), rolloutView)
  }

  /** The view once it is as it should be; else the last one, for the test to fail on. */
  becomes(id: string, isRight: (view: RolloutView) => boolean, withinMs?: number): Promise<RolloutView> {
    return eventually(() => this.view(id), isRight, withinMs)
  }

  async command(id: string, body: object): Promise<RolloutView> {
    return accepted(await this.api(`/rollouts/${id}/commands`, body), rolloutView)
  }

  async liftRecall(release: string): Promise<void> {
    accepted(await this.api(`/releases/${release}/recall/lift`, { reason: 'the test goes on' }), z.unknown())
  }

  /** Waits until the server has noticed that the nth agent is gone. */
  async isOffline(nth: number): Promise<void> {
    const name = `${this.group}-${nth}`
    const ask = async () => accepted(await this.api(`/hosts/${name}`), hostDetail).online
    if (await eventually(ask, (online) => !online)) throw new Error(`${name} is still online`)
  }

  async progressOf(id: string): Promise<Record<string, string>> {
    const { hosts } = accepted(await this.api(`/rollouts/${id}/hosts?limit=500`), rolloutHosts)
    return Object.fromEntries(hosts.map(({ host, progress }) => [host, progress]))
  }

  async events(id: string): Promise<string[]> {
    const { events } = accepted(await this.api(`/rollouts/${id}/events`), rolloutEvents)
    return events.map(({ kind, says }) => `${kind}: ${says}`).reverse()
  }
}

/** The releases that the bad manners are about. */
const BAD = 'go1.22.12'

function behave(agent: TestAgent, manner: Manner): void {
  const act = () => {
    const isGood = manner === 'obeys' || agent.assigned?.desired.release !== BAD
    if (isGood) say(agent, agent.there())
    else if (manner !== 'is-silent') say(agent, badEnd(agent, manner))
    void agent.nextAssignment().then(act)
  }
  if (agent.assigned) act()
  else void agent.nextAssignment().then(act)
}

/** What is under way when a test closes its agents is lost, as with real ones. */
function say(agent: TestAgent, report: Partial<HostReport>): void {
  agent.report(report).catch((error: unknown) => {
    if (agent.socket.connected) throw error
  })
}

function badEnd(agent: TestAgent, manner: 'goes-back' | 'fails') {
  const { epoch = 0 } = agent.there()
  const code = manner === 'goes-back' ? 'probe_failed' : 'disk_full'
  const error = { code, message: `${manner} as the test says`, hint: 'Nothing to do.' }
  const observed = observedAt({ release: 'go1.21.13', settings: {} })
  return { epoch, observed, phase: { kind: 'failed' as const, error } }
}
