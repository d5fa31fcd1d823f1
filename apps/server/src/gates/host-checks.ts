import type { CheckResult } from '@goherd/protocol'
import type { Judgement } from '@goherd/rollout-engine'
import { Injectable, Logger, type OnModuleInit } from '@nestjs/common'
import { AgentSessions } from '../agent-link/index.js'
import { Clock } from '../base/clock/index.js'
import { isDatabaseUnavailable } from '../base/database/index.js'
import { GoherdError } from '../base/errors/index.js'
import type { GateQuestion } from '../rollouts/index.js'
import { Bell } from './bell.js'
import { type CheckKey, CheckStore, type StoredCheck } from './check.store.js'
import { CheckFeed } from './check-feed.js'
import { CheckOrders } from './check-orders.js'
import { type CheckGate, judgeChecks } from './judge-checks.js'
import { pickHosts } from './pick-hosts.js'
import { cannotTell } from './prometheus-answer.js'

/** Hosts that are asked for a smoke check at most. */
const MOST_HOSTS = 50
/** How often the table is looked at without news, in milliseconds: a connection can die without a word. */
const LOOK_EVERY_MS = 30_000

/** What hosts are being asked for one gate. */
interface Open {
  readonly checks: readonly StoredCheck[]
  readonly news: Bell
}

/** One gate's turn; after the one that is over there is nothing more to try. */
interface Turn {
  readonly judgement: Judgement
  readonly isOver: boolean
}

/** Has hosts try something: orders are stored, signed and sent, sent again to hosts that come back, and the answers awaited. */
@Injectable()
export class HostChecks implements OnModuleInit {
  private readonly logger = new Logger(HostChecks.name)
  private readonly open = new Set<Open>()
  /** By rollout: whether one of its gates failed, once those before had their turns. */
  private readonly turns = new Map<string, Promise<boolean>>()

  constructor(
    private readonly store: CheckStore,
    private readonly feed: CheckFeed,
    private readonly orders: CheckOrders,
    private readonly sessions: AgentSessions,
    private readonly clock: Clock,
  ) {}

  onModuleInit(): void {
    this.feed.onAnswered((id) => this.ring(id))
    this.sessions.onSession({
      opened: ({ hostId }) => {
        for (const { checks } of this.open) this.send(checks.filter((check) => check.hostId === hostId))
      },
      closed: () => undefined,
    })
  }

  /**
   * Every host's answer, or the end of the time they had. Asked again after a restart, it goes on with the same orders. A host tries
   * one thing at a time, so a rollout's gates take turns: each has its time from the moment on when it can begin. After one that
   * failed nothing more is tried: the stage is not left anyway, and its hosts may be on their way back.
   */
  async ask(gate: CheckGate, question: GateQuestion, signal: AbortSignal): Promise<Judgement> {
    const { rolloutId } = question
    const turn = this.take(this.turns.get(rolloutId), () => this.judge(gate, question, signal))
    const end = turn.then(
      ({ isOver }) => isOver,
      () => false,
    )
    this.turns.set(rolloutId, end)
    try {
      return (await turn).judgement
    } finally {
      if (this.turns.get(rolloutId) === end) this.turns.delete(rolloutId)
    }
  }

  private async take(before: Promise<boolean> | undefined, judge: () => Promise<Judgement>): Promise<Turn> {
    if (await before) return { judgement: cannotTell('not tried, since another gate failed'), isOver: true }
    const judgement = await judge()
    return { judgement, isOver: judgement.verdict === 'fail' }
  }

  private async judge(gate: CheckGate, question: GateQuestion, signal: AbortSignal): Promise<Judgement> {
    if (signal.aborted) return cannotTell('nobody waits for it any more')
    const { rolloutId, stage, since, hosts } = question
    const key = { rolloutId, stage, gate: gate.name, since: new Date(since) }
    let checks = await this.store.of(key)
    if (checks.length === 0) {
      const picked = pickHosts(hosts, gate.kind === 'build' ? gate.hosts : MOST_HOSTS)
      await this.store.add(key, await this.orders.write(gate, picked))
      checks = await this.store.of(key)
    }
    const answered = await this.answers(key, checks, signal)
    const nameOf = new Map(hosts.map(({ id, name }) => [id, name]))
    return judgeChecks(
      gate,
      answered.map(({ hostId, result }) => ({ host: nameOf.get(hostId) ?? hostId, result })),
    )
  }

  /** @returns whether it was asked for */
  answered(id: string, hostId: string, result: CheckResult): Promise<boolean> {
    return this.store.answer(id, hostId, result, this.clock.now())
  }

  private ring(id: string | undefined): void {
    for (const { checks, news } of this.open) {
      if (id === undefined || checks.some((check) => check.id === id)) news.ring()
    }
  }

  /** Sends what is open, and waits until nothing is, or the time is over. */
  private async answers(
    key: CheckKey,
    asked: readonly StoredCheck[],
    signal: AbortSignal,
  ): Promise<readonly StoredCheck[]> {
    const one: Open = { checks: asked, news: new Bell() }
    this.open.add(one)
    try {
      let checks = asked
      this.send(checks.filter(({ result }) => result === null))
      for (;;) {
        const left = timeLeft(checks, this.clock.now())
        if (left <= 0 || signal.aborted) return checks
        await one.news.rung(Math.min(left, LOOK_EVERY_MS), signal)
        checks = await this.readAgain(key, checks)
      }
    } finally {
      this.open.delete(one)
    }
  }

  /** While the database is away nothing is known to have changed. */
  private async readAgain(key: CheckKey, known: readonly StoredCheck[]): Promise<readonly StoredCheck[]> {
    try {
      return await this.store.of(key)
    } catch (error) {
      if (isDatabaseUnavailable(error)) return known
      throw error
    }
  }

  private send(checks: readonly StoredCheck[]): void {
    for (const check of checks) {
      this.sendOne(check).catch((error: unknown) =>
        this.logger.warn(`a check could not be sent: ${String(error)}`),
      )
    }
  }

  /** A host that is away, or at another server, is asked when it connects. One that will not try it has answered. */
  private async sendOne({ id, hostId, jws }: StoredCheck): Promise<void> {
    const why = await this.sessions.check(hostId, jws).then(
      ({ accepted, why }) => (accepted ? null : why || 'the host does not take the check'),
      (error: unknown) => {
        if (!(error instanceof GoherdError)) throw error
        return error.code === 'host_cannot_check' ? error.message : null
      },
    )
    if (why !== null) await this.answered(id, hostId, { kind: 'unable', code: 'refused', why })
  }
}

/** Until the last host without an answer had its time, in milliseconds. */
function timeLeft(checks: readonly StoredCheck[], now: Date): number {
  const ends = checks.flatMap(({ result, expiresAt }) => (result === null ? [expiresAt.getTime()] : []))
  return Math.max(0, ...ends.map((end) => end - now.getTime()))
}
