import { Injectable } from '@nestjs/common'
import type { Writer } from '../base/database/index.js'
import { GoherdError } from '../base/errors/index.js'

/** Something that moves hosts of a group for a while, and that other changes of the group have to wait for. */
export interface Claim {
  readonly groupId: string
  readonly group: string
  readonly rollout: string
  /** Where it stands, in one sentence. */
  readonly says: string
}

/** Why claims end before they are through. */
export interface ClaimEnd {
  readonly outcome: 'superseded' | 'overridden'
  readonly by: string
  readonly reason: string
}

/** Who holds claims. */
export interface Claimant {
  claims(tx: Writer, groupIds: readonly string[]): Promise<Claim[]>
  /** Ends every claim on the groups, inside the caller's transaction. */
  end(tx: Writer, groupIds: readonly string[], why: ClaimEnd): Promise<void>
}

/** Asks rollouts, which come later than groups, for what they hold of a group. */
@Injectable()
export class GroupClaims {
  private claimant: Claimant | undefined

  /** Called once, by who holds claims. */
  bind(claimant: Claimant): void {
    this.claimant = claimant
  }

  async on(tx: Writer, groupIds: readonly string[]): Promise<Claim[]> {
    return (await this.claimant?.claims(tx, groupIds)) ?? []
  }

  async end(tx: Writer, groupIds: readonly string[], why: ClaimEnd): Promise<void> {
    await this.claimant?.end(tx, groupIds, why)
  }

  /** @throws GoherdError `rollout_running` when something is under way in one of the groups */
  async refuse(tx: Writer, groupIds: readonly string[]): Promise<void> {
    const [claim] = await this.on(tx, groupIds)
    if (claim === undefined) return
    throw new GoherdError('conflict', 'rollout_running', {
      message: `rollout ${claim.rollout} is under way in ${claim.group}: ${claim.says}`,
      hint: 'Wait for it, abort it, or ask again so that this supersedes it.',
    })
  }
}
