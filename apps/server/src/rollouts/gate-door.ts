import type { GateSpec } from '@goherd/protocol'
import type { GateAnswer } from '@goherd/rollout-engine'
import { Injectable } from '@nestjs/common'

/** A gate of a rollout's current stage that has to answer. */
export interface GateQuestion {
  readonly rolloutId: string
  /** From 0. */
  readonly stage: number
  readonly gate: GateSpec
  /**
   * Milliseconds since 1970 since when it is being asked. The same question may be asked again after a restart of the server, with
   * the same time; a person who resumes after a failure makes it a new one.
   */
  readonly since: number
  /** Hosts of the stage that proved the new state, in the order of the stage. */
  readonly hosts: readonly GateHost[]
  /** Who started the rollout. */
  readonly actor: string
}

/** A host that a gate may try things on. */
export interface GateHost {
  readonly id: string
  readonly name: string
  /** `linux/amd64`. */
  readonly platform: string
  readonly online: boolean
  /** The release before; null when there was none. */
  readonly from: string | null
  readonly to: string
}

/** An answer, and the rollout that it is for. */
export interface GateAnswered {
  readonly rolloutId: string
  readonly answer: GateAnswer
}

/** What answers gates. */
export interface GateAsker {
  /** Returns at once; the answer comes by `answered`. */
  ask(question: GateQuestion): void
  /** No longer wanted: the rollout went on, or ended. */
  forget(rolloutId: string): void
  /** What is known to keep gates from passing before they are asked, as sentences. */
  warnings(gates: readonly GateSpec[]): Promise<string[]>
}

/** Where rollouts meet what answers their gates: each knows the other by this only. */
@Injectable()
export class GateDoor {
  private asker: GateAsker | undefined
  private readonly listeners = new Set<(answered: GateAnswered) => void>()

  /** Called once, by what answers. */
  bind(asker: GateAsker): void {
    this.asker = asker
  }

  ask(question: GateQuestion): void {
    this.asker?.ask(question)
  }

  forget(rolloutId: string): void {
    this.asker?.forget(rolloutId)
  }

  async warnings(gates: readonly GateSpec[]): Promise<string[]> {
    return (await this.asker?.warnings(gates)) ?? []
  }

  /** An answer that is given twice counts once. */
  answered(answered: GateAnswered): void {
    for (const listener of this.listeners) listener(answered)
  }

  onAnswered(listener: (answered: GateAnswered) => void): void {
    this.listeners.add(listener)
  }
}
