import type { GateSpec } from '@goherd/protocol'
import type { Judgement } from '@goherd/rollout-engine'
import { type BeforeApplicationShutdown, Injectable, Logger, type OnModuleInit } from '@nestjs/common'
import { Clock } from '../base/clock/index.js'
import { type GateAsker, GateDoor, type GateQuestion } from '../rollouts/index.js'
import { HostChecks } from './host-checks.js'
import { cannotTell } from './prometheus-answer.js'
import { NO_PROMETHEUS, PrometheusGates } from './prometheus-gate.js'
import { WebhookGates } from './webhook-gate.js'

/** Answers the gates of rollouts, each by what it is about. */
@Injectable()
export class GateKeeper implements GateAsker, OnModuleInit, BeforeApplicationShutdown {
  private readonly logger = new Logger(GateKeeper.name)
  private readonly asking = new Map<string, Map<string, AbortController>>()

  constructor(
    private readonly door: GateDoor,
    private readonly prometheus: PrometheusGates,
    private readonly webhooks: WebhookGates,
    private readonly hosts: HostChecks,
    private readonly clock: Clock,
  ) {}

  onModuleInit(): void {
    this.door.bind(this)
  }

  beforeApplicationShutdown(): void {
    for (const rolloutId of this.asking.keys()) this.forget(rolloutId)
  }

  ask(question: GateQuestion): void {
    const { rolloutId, stage, gate, since } = question
    const open = this.asking.get(rolloutId) ?? new Map<string, AbortController>()
    this.asking.set(rolloutId, open)
    const key = `${stage} ${gate.name} ${since}`
    if (open.has(key)) return
    const stop = new AbortController()
    open.set(key, stop)
    void this.answer(question, stop.signal).finally(() => open.delete(key))
  }

  forget(rolloutId: string): void {
    for (const stop of this.asking.get(rolloutId)?.values() ?? []) stop.abort()
    this.asking.delete(rolloutId)
  }

  async warnings(gates: readonly GateSpec[]): Promise<string[]> {
    const found = await Promise.all(gates.map((gate) => this.warning(gate)))
    return found.filter((one) => one !== undefined)
  }

  private async warning(gate: GateSpec): Promise<string | undefined> {
    if (gate.kind === 'prometheus' && !this.prometheus.isKnown)
      return `the gate ${gate.name} cannot be measured: ${NO_PROMETHEUS}`
    if (gate.kind === 'webhook' && !(await this.webhooks.knows(gate.endpoint)))
      return `the gate ${gate.name} cannot be asked: there is no webhook ${gate.endpoint}`
    return undefined
  }

  private async answer(question: GateQuestion, signal: AbortSignal): Promise<void> {
    const { verdict, said } = await this.judge(question, signal).catch((error: unknown) => {
      this.logger.warn(`the gate ${question.gate.name} could not be asked: ${String(error)}`)
      return cannotTell(error instanceof Error ? error.message : String(error))
    })
    if (signal.aborted) return
    const { rolloutId, stage, gate } = question
    const at = this.clock.now().getTime()
    this.door.answered({ rolloutId, answer: { gate: gate.name, stage, verdict, said, at } })
  }

  private judge(question: GateQuestion, signal: AbortSignal): Promise<Judgement> {
    const { gate } = question
    switch (gate.kind) {
      case 'prometheus':
        return this.prometheus.ask(gate, signal)
      case 'webhook':
        return this.webhooks.ask(gate, question, signal)
      case 'smoke':
      case 'build':
        return this.hosts.ask(gate, question, signal)
    }
  }
}
