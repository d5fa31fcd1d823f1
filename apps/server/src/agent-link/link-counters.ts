import { Injectable } from '@nestjs/common'
import { Counter, Gauge, register } from 'prom-client'

/** What can go wrong with a message or a connection. */
export type LinkFault = 'refused' | 'malformed' | 'unknown-message' | 'too-fast' | 'replaced'

const FAULTS = 'goherd_agent_faults_total'
const CONNECTED = 'goherd_agents_connected'

/** Counts what goes wrong with agents since the process started, and how many are connected, for the metrics. */
@Injectable()
export class LinkCounters {
  private readonly faults: Counter<'fault' | 'code'>
  private readonly agents: Gauge

  constructor() {
    // The registry is the process's: a second server in it, as in tests, counts on.
    const faults = register.getSingleMetric(FAULTS)
    this.faults =
      faults instanceof Counter
        ? faults
        : new Counter({
            name: FAULTS,
            help: 'Connections and messages of agents that were refused or ended, by reason',
            labelNames: ['fault', 'code'],
          })
    const agents = register.getSingleMetric(CONNECTED)
    this.agents =
      agents instanceof Gauge
        ? agents
        : new Gauge({ name: CONNECTED, help: 'Agents connected to this server' })
  }

  /** How many agents are connected at the moment. */
  connected(agents: number): void {
    this.agents.set(agents)
  }

  /** @param code one of our own words; never a text from the wire */
  count(fault: LinkFault, code: string = fault): void {
    this.faults.inc({ fault, code })
  }

  /** How often one of them happened, with any code. */
  async of(fault: LinkFault): Promise<number> {
    const { values } = await this.faults.get()
    return values.reduce((sum, { labels, value }) => (labels.fault === fault ? sum + value : sum), 0)
  }
}
