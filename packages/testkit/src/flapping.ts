import type { Clock } from './clock.js'
import type { SimulatedAgentClient } from './simulated-agent-client.js'

export interface FlappingOptions {
  readonly clock: Clock
  /** In [0, 1). */
  random(): number
  /** Each host loses its connection once in about so long, in milliseconds. */
  readonly everyMs: number
}

/** Hosts whose connection breaks again and again, each at its own moments; they come back by themselves. The answer ends it. */
export function flapping(
  hosts: readonly Pick<SimulatedAgentClient, 'drop'>[],
  { clock, random, everyMs }: FlappingOptions,
): () => void {
  const cancels = new Map<Pick<SimulatedAgentClient, 'drop'>, () => void>()
  const flap = (host: Pick<SimulatedAgentClient, 'drop'>) => {
    const wait = everyMs * (0.5 + random())
    cancels.set(
      host,
      clock.after(wait, () => {
        host.drop()
        flap(host)
      }),
    )
  }
  for (const host of hosts) flap(host)
  return () => {
    for (const cancel of cancels.values()) cancel()
    cancels.clear()
  }
}
