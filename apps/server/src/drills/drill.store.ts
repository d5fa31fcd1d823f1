import { Injectable } from '@nestjs/common'
import type { Writer } from '../base/database/index.js'
import type { DrillState } from './judge-drill.js'

/** A drill that begins. */
export interface NewDrill {
  readonly groupId: string
  readonly groupName: string
  readonly hostId: string
  readonly host: string
  readonly fromRevision: number
  readonly toRevision: number
  readonly fromRelease: string
  readonly toRelease: string
  readonly startedAt: Date
  readonly actor: string
}

/** What a step of a drill writes. */
export interface DrillStep {
  readonly state: DrillState
  readonly turnedAt?: Date
  readonly finishedAt?: Date
  readonly backMs?: number
  readonly forthMs?: number
  readonly says?: string
}

/** Writes drills, each step inside the caller's transaction. */
@Injectable()
export class DrillStore {
  /** @returns the new drill's id */
  async create(tx: Writer, drill: NewDrill): Promise<string> {
    const row = await tx.drill.create({
      data: { ...drill, state: 'going-back', epoch: 0 },
      select: { id: true },
    })
    return row.id
  }

  /** Notes which order the drill waits for. */
  async waitFor(tx: Writer, id: string, epoch: number): Promise<void> {
    await tx.drill.update({ where: { id }, data: { epoch }, select: { id: true } })
  }

  async step(tx: Writer, id: string, step: DrillStep): Promise<void> {
    await tx.drill.update({ where: { id }, data: step, select: { id: true } })
  }
}
