import type { HostReport } from '@goherd/protocol'
import { enrollSimulated, type SimulatedIdentity, type SimulatedMachine } from './enroll-simulated.js'
import { SimulatedAgentClient } from './simulated-agent-client.js'
import type { Timings } from './simulated-host.js'

/** How many hosts enroll or connect at the same time. */
const AT_ONCE = 32

export interface SimulatedFleetOptions {
  /** Origin of the server. */
  readonly server: string
  /** An enrollment token good for all, or one for each host. Not needed for hosts that come with an identity. */
  readonly token?: string | ((index: number) => string)
  readonly count: number
  /** Hosts are named `prefix-0001` and so on. */
  readonly namePrefix: string
  /** Hosts of an earlier run by index, which then need no enrollment. */
  readonly identities?: readonly (SimulatedIdentity | undefined)[]
  readonly timings?: Timings
  readonly heartbeats?: boolean
  /** What a host is called instead, by its index. */
  name?(index: number): string
  machine?(index: number): SimulatedMachine
  /** Called as each host is enrolled. */
  onEnrolled?(): void
  /** Releases whose go does not work on a host, by its index: a bad release of which a part of the fleet suffers. */
  broken?(index: number): readonly string[]
}

/** Many simulated agents with real connections in one process. */
export interface SimulatedFleet {
  readonly hosts: readonly SimulatedAgentClient[]
  /** To be given to a later run. */
  readonly identities: readonly SimulatedIdentity[]
  /** Connects all; resolves when every session is open. */
  connectAll(): Promise<void>
  /** Calls back after each report that the server committed; the answer ends that. */
  onReported(call: (report: HostReport, host: SimulatedAgentClient) => void): () => void
  close(): void
}

/** Enrolls `count` hosts (or takes those of an earlier run) and makes their agents, not connected yet. Throws what the server refuses. */
export async function createSimulatedFleet(options: SimulatedFleetOptions): Promise<SimulatedFleet> {
  const { server, token, count, namePrefix, timings, heartbeats, broken } = options
  const indices = Array.from({ length: count }, (_, index) => index)
  const listeners = new Set<(report: HostReport, host: SimulatedAgentClient) => void>()
  const identities = await eachOf(indices, async (index) => {
    const known = options.identities?.[index]
    if (known !== undefined) return known
    const own = typeof token === 'function' ? token(index) : token
    if (own === undefined) throw new Error(`host ${index} has neither an identity nor a token`)
    const name = options.name?.(index) ?? `${namePrefix}-${String(index + 1).padStart(4, '0')}`
    const identity = await enrollSimulated(server, own, name, options.machine?.(index))
    options.onEnrolled?.()
    return identity
  })
  const hosts = identities.map(
    (identity, index) =>
      new SimulatedAgentClient({
        server,
        identity,
        ...(timings === undefined ? {} : { timings }),
        ...(heartbeats === undefined ? {} : { heartbeats }),
        ...(broken === undefined ? {} : { broken: broken(index) }),
        onReported: (report, host) => {
          for (const listener of listeners) listener(report, host)
        },
      }),
  )
  return {
    hosts,
    identities,
    connectAll: async () => {
      await eachOf(hosts, (host) => host.connect())
    },
    onReported: (call) => {
      listeners.add(call)
      return () => listeners.delete(call)
    },
    close: () => {
      for (const host of hosts) host.close()
    },
  }
}

/** Does something for each, a bounded number at a time; answers in order. */
async function eachOf<T, R>(items: readonly T[], one: (item: T) => Promise<R>): Promise<R[]> {
  const answers: R[] = new Array(items.length)
  const entries = items.entries()
  const lane = async () => {
    for (const [index, item] of entries) answers[index] = await one(item)
  }
  await Promise.all(Array.from({ length: AT_ONCE }, lane))
  return answers
}
