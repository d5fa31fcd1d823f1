import { Injectable, type OnModuleInit } from '@nestjs/common'
import { Clock } from '../base/clock/index.js'
import { Jobs, type JobTurn } from '../base/jobs/index.js'
import { DELIVER, DeliveryStore, type DueDelivery } from './delivery.store.js'
import { slackMessage } from './slack-message.js'
import { WebhookCaller } from './webhook-caller.js'

/** How long a receiver has for its answer, in milliseconds. */
const TIMEOUT_MS = 10_000
/** What is read of an answer, in bytes. */
const MAX_ANSWER = 1_024
const KEEP_MS = 30 * 86_400_000

/** Makes deliveries: one attempt for each turn of its job, until a receiver answers 2xx or the attempts are used up. */
@Injectable()
export class WebhookDeliverer implements OnModuleInit {
  constructor(
    private readonly jobs: Jobs,
    private readonly store: DeliveryStore,
    private readonly caller: WebhookCaller,
    private readonly clock: Clock,
  ) {}

  onModuleInit(): void {
    this.jobs.define(DELIVER, (id, turn) => this.deliver(id, turn))
    this.jobs.defineDaily('remove-old-deliveries', async () => {
      await this.store.removeOlderThan(new Date(this.clock.now().getTime() - KEEP_MS))
    })
  }

  private async deliver(id: string, turn: JobTurn): Promise<void> {
    const due = await this.store.due(id)
    if (!due) return
    const { status, says } = await this.attempt(due, turn.signal)
    const at = this.clock.now()
    if (status !== null && status >= 200 && status < 300) {
      await this.store.attempted(id, { state: 'delivered', status, says, at, nextAt: null })
    } else if (turn.last) {
      await this.store.attempted(id, { state: 'failed', status, says: `${says}; given up`, at, nextAt: null })
    } else {
      const nextAt = new Date(at.getTime() + turn.waitMs)
      await this.store.attempted(id, { state: 'waiting', status, says, at, nextAt })
      throw new Error(says)
    }
  }

  private async attempt(
    due: DueDelivery,
    signal: AbortSignal,
  ): Promise<{ readonly status: number | null; readonly says: string }> {
    const body = JSON.stringify(due.format === 'slack' ? slackMessage(due.body) : due.body)
    try {
      const call = { id: due.id, body, timeoutMs: TIMEOUT_MS, maxAnswer: MAX_ANSWER, signal }
      const { status, text } = await this.caller.post(due, call)
      const answer = text.replace(/\s+/g, ' ').trim().slice(0, 200)
      return { status, says: `answered ${status}${answer ? `: ${answer}` : ''}` }
    } catch (error) {
      return {
        status: null,
        says: signal.aborted ? 'the server stopped in the middle of it' : reasonOf(error),
      }
    }
  }
}

function reasonOf(error: unknown): string {
  const said = error instanceof Error ? error.message || error.name : String(error)
  // Several addresses were tried, each with an error of its own.
  const [first] = error instanceof AggregateError ? error.errors : []
  return (first instanceof Error ? first.message : said).slice(0, 300)
}
