import { createHash } from 'node:crypto'
import type { GateSpec } from '@goherd/protocol'
import type { Judgement } from '@goherd/rollout-engine'
import { Injectable } from '@nestjs/common'
import { z } from 'zod'
import { ServerConfig } from '../base/config/index.js'
import { GoherdError } from '../base/errors/index.js'
import type { GateQuestion } from '../rollouts/index.js'
import { WebhookCaller, WebhookStore } from '../webhooks/index.js'
import { cannotTell } from './prometheus-answer.js'

export type WebhookGate = Extract<GateSpec, { kind: 'webhook' }>

const MAX_ANSWER = 16_384
/** Node's longest timer, in milliseconds. */
const LONGEST_MS = 2_147_483_647
const answer = z.object({
  verdict: z.enum(['pass', 'fail', 'inconclusive']),
  said: z.string().default(''),
})

/** Asks a registered endpoint, signed like every delivery. Whatever is not a verdict is inconclusive. */
@Injectable()
export class WebhookGates {
  constructor(
    private readonly store: WebhookStore,
    private readonly caller: WebhookCaller,
    private readonly config: ServerConfig,
  ) {}

  /** Whether somebody registered an endpoint of that name. */
  async knows(endpoint: string): Promise<boolean> {
    try {
      await this.store.named(endpoint)
      return true
    } catch (error) {
      if (error instanceof GoherdError && error.code === 'webhook_unknown') return false
      throw error
    }
  }

  async ask(gate: WebhookGate, question: GateQuestion, signal: AbortSignal): Promise<Judgement> {
    try {
      const endpoint = await this.store.named(gate.endpoint)
      const { status, text } = await this.caller.post(endpoint, {
        ...{ id: idOf(question), body: this.body(question), maxAnswer: MAX_ANSWER, signal },
        timeoutMs: Math.min(Math.max(1, gate.timeoutSeconds) * 1000, LONGEST_MS),
      })
      if (status < 200 || status > 299) return cannotTell(`${gate.endpoint} answered ${status}`)
      return verdictOf(gate.endpoint, text)
    } catch (error) {
      return cannotTell(`${gate.endpoint} gave no verdict: ${error instanceof Error ? error.message : error}`)
    }
  }

  private body({ rolloutId, stage, gate, hosts, actor, since }: GateQuestion): string {
    const of = hosts.map(({ name, platform, from, to }) => ({ name, platform, from, to }))
    const data = { rollout: rolloutId, stage: stage + 1, gate: gate.name, actor, hosts: of }
    return JSON.stringify({
      type: 'gate.asked',
      timestamp: new Date(since).toISOString(),
      data: { ...data, url: `${this.config.publicUrl}/rollouts/${rolloutId}` },
    })
  }
}

function verdictOf(endpoint: string, text: string): Judgement {
  const read = answer.safeParse(JSON.parse(text))
  if (!read.success) return cannotTell(`${endpoint} answered without a verdict: ${text.slice(0, 100)}`)
  const { verdict, said } = read.data
  return { verdict, said: said === '' ? `${endpoint} says ${verdict}` : said.slice(0, 500) }
}

/** Asked again after a restart it is the same message. */
function idOf({ rolloutId, stage, gate, since }: GateQuestion): string {
  const key = `${rolloutId} ${stage} ${gate.name} ${since}`
  return `gate_${createHash('sha256').update(key).digest('hex').slice(0, 32)}`
}
