import { finished, type RolloutState, scheduled } from '@goherd/rollout-engine'
import { Injectable, type OnModuleInit } from '@nestjs/common'
import { AuditLog } from '../audit/index.js'
import { Clock } from '../base/clock/index.js'
import type { Writer } from '../base/database/index.js'
import { type Claim, type Claimant, type ClaimEnd, GroupClaims } from '../groups/index.js'
import { Announcer } from '../webhooks/index.js'
import { makeHead } from './make-head.js'
import { RolloutReader, type RolloutRecord } from './rollout.reader.js'
import { RolloutStore } from './rollout.store.js'
import { stateOf } from './stored-state.js'

/** Says which groups rollouts are under way in, and ends them for what is stronger. */
@Injectable()
export class RolloutClaims implements Claimant, OnModuleInit {
  constructor(
    private readonly groupClaims: GroupClaims,
    private readonly reader: RolloutReader,
    private readonly store: RolloutStore,
    private readonly announcer: Announcer,
    private readonly audit: AuditLog,
    private readonly clock: Clock,
  ) {}

  onModuleInit(): void {
    this.groupClaims.bind(this)
  }

  async claims(tx: Writer, groupIds: readonly string[]): Promise<Claim[]> {
    return tx.$queryRaw<Claim[]>`
      SELECT g.id AS "groupId", g.name AS "group", r.id AS rollout, r.state->>'sentence' AS says
        FROM rollout_group rg JOIN rollout r ON r.id = rg.rollout_id JOIN host_group g ON g.id = rg.group_id
       WHERE rg.open AND rg.group_id = ANY (${[...groupIds]}::text[]) ORDER BY r.created_at, g.name`
  }

  /** Their hosts stay where they are: what ends a rollout says itself where they go. */
  async end(tx: Writer, groupIds: readonly string[], why: ClaimEnd): Promise<void> {
    const ids = new Set((await this.claims(tx, groupIds)).map(({ rollout }) => rollout))
    for (const id of ids) {
      const record = await this.reader.record(id, tx)
      if (record) await this.endOne(tx, record, why)
    }
  }

  private async endOne(tx: Writer, { id, head, policy }: RolloutRecord, why: ClaimEnd): Promise<void> {
    const { outcome, by, reason } = why
    const at = this.clock.now()
    const now = at.getTime()
    // Ending it changes no host, so the rows of its hosts need not be read.
    const state: RolloutState = finished(stateOf(head, scheduled([]).stages, {}), outcome, now)
    const after = makeHead({ state, policy, waits: [], wakeAt: null, asks: [], now }, head)
    const says = `${after.sentence}: ${reason}`
    await this.store.end(tx, { id, head: after, at, events: [{ kind: 'finished', says, actor: by }] })
    const target = `rollout:${id}`
    await this.audit.record({ actor: by, action: `rollout.${outcome}`, target, reason, summary: says }, tx)
    await this.announcer.announce(tx, {
      ...{ type: 'rollout.finished', id, says: `Rollout ${id}: ${says}`, actor: by, details: { outcome } },
    })
  }
}
