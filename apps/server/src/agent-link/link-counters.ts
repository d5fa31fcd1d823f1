import { Injectable } from '@nestjs/common'
import { Counter, register } from 'prom-client'

/** What can go wrong with a message or a connection. */
export type LinkFault = 'refused' | 'malformed' | 'unknown-message' | 'too-fast' | 'replaced'

const NAME = 'goherd_agent_faults_total'

/** Counts faults of agents since the process started, for the metrics. */
@Injectable()
export class LinkCounters {
  private readonly faults: Counter<'fault' | 'code'>

  constructor() {
    // The registry is the process's: a second server in it, as in tests, counts on.
    const known = register.getSingleMetric(NAME)
    this.faults =
      known instanceof Counter
        ? known
        : new Counter({
            name: NAME,
            help: 'Connections and messages of agents that were refused or ended, by reason',
            labelNames: ['fault', 'code'],
          })
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
