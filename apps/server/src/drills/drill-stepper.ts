import { Injectable } from '@nestjs/common'
import { AuditLog } from '../audit/index.js'
import { Clock } from '../base/clock/index.js'
import { Database, type Writer } from '../base/database/index.js'
import { Assignments, GroupStore } from '../groups/index.js'
import { Announcer } from '../webhooks/index.js'
import { DrillReader, type StoredDrill } from './drill.reader.js'
import { DrillStore } from './drill.store.js'
import { type DrillVerdict, judgeDrill } from './judge-drill.js'

/** When to look again: a moment in milliseconds since 1970, or null when the drill is through. */
export type NextLook = number | null

/** Takes a drill one step on. */
@Injectable()
export class DrillStepper {
  constructor(
    private readonly database: Database,
    private readonly reader: DrillReader,
    private readonly store: DrillStore,
    private readonly groups: GroupStore,
    private readonly assignments: Assignments,
    private readonly announcer: Announcer,
    private readonly audit: AuditLog,
    private readonly clock: Clock,
  ) {}

  /** Looks without locking anything, and only where there is something to do once more behind the fleet's lock. */
  async step(id: string): Promise<NextLook> {
    const drill = await this.reader.one(id)
    if (!drill) return null
    const seen = this.judge(drill, await this.reader.evidence(id))
    if (seen.kind === 'wait') return seen.until
    return this.database.transaction(async (tx) => {
      await this.groups.lockFleet(tx)
      const now = await this.reader.one(id, tx)
      if (!now) return null
      return this.carryOut(tx, now, this.judge(now, await this.reader.evidence(id, tx)))
    })
  }

  private judge(
    { state, startedAt, turnedAt }: StoredDrill,
    evidence: Parameters<typeof judgeDrill>[1],
  ): DrillVerdict {
    const orderedAt = (turnedAt ?? startedAt).getTime()
    return judgeDrill({ state, orderedAt }, evidence, this.clock.now().getTime())
  }

  private async carryOut(tx: Writer, drill: StoredDrill, verdict: DrillVerdict): Promise<NextLook> {
    switch (verdict.kind) {
      case 'wait':
        return verdict.until
      case 'failed':
        if (verdict.sendForth) await this.sendForth(tx, drill)
        return this.finish(tx, drill, { state: 'failed', says: verdict.says })
      case 'arrived': {
        const { tookMs } = verdict
        if (drill.state === 'going-forth') return this.pass(tx, drill, tookMs)
        const turnedAt = this.clock.now()
        await this.store.step(tx, drill.id, { state: 'going-forth', turnedAt, backMs: tookMs })
        await this.store.waitFor(tx, drill.id, await this.sendForth(tx, drill))
        return this.clock.now().getTime()
      }
    }
  }

  private async pass(tx: Writer, drill: StoredDrill, forthMs: number): Promise<null> {
    const says = `back in ${seconds(drill.backMs ?? 0)}, forth in ${seconds(forthMs)}, each proved by digest`
    return this.finish(tx, drill, { state: 'passed', says, forthMs })
  }

  /** To where its group is. @returns the epoch of the order */
  private async sendForth(
    tx: Writer,
    { id: drillId, groupId, hostId, fromRevision, fromRelease, actor }: StoredDrill,
  ): Promise<number> {
    const { epoch } = await this.assignments.publishWave(tx, {
      ...{ groupId, revisionNumber: fromRevision, hostIds: [hostId], cause: 'drill', drillId, actor },
      reason: `drill: forth again to revision ${fromRevision} (${fromRelease})`,
      urgent: false,
    })
    return epoch
  }

  private async finish(
    tx: Writer,
    drill: StoredDrill,
    end: { readonly state: 'passed' | 'failed'; readonly says: string; readonly forthMs?: number },
  ): Promise<null> {
    const { id, group, host, actor, fromRelease, toRelease, backMs } = drill
    await this.store.step(tx, id, { ...end, finishedAt: this.clock.now() })
    const says = `Drill in ${group} on ${host}, ${fromRelease} to ${toRelease} and back, ${end.state}: ${end.says}`
    await this.audit.record(
      {
        ...{ actor: 'system', action: `drill.${end.state}`, target: `group:${group}`, summary: says },
        outcome: end.state === 'passed' ? 'done' : 'failed',
      },
      tx,
    )
    const details = {
      state: end.state,
      group,
      host,
      from: fromRelease,
      to: toRelease,
      backMs,
      forthMs: end.forthMs ?? null,
    }
    await this.announcer.announce(tx, { type: 'drill.finished', id, says, actor, details })
    return null
  }
}

function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(1)} s`
}
