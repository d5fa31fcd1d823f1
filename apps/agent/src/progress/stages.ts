import type { PhaseKind } from '@goherd/model'
import type { Phase } from '@goherd/protocol'

/** A part of a change as a person sees it, from the first word of it to the last. */
export interface Stage {
  readonly kind: PhaseKind
  readonly release: string | undefined
  /** Milliseconds of the clock that `take` was given. */
  readonly startedAt: number
  readonly endedAt: number | undefined
  /** Bytes; undefined for stages that move none. */
  readonly done: number | undefined
  readonly total: number | undefined
  /** Bytes that were there before it began. */
  readonly from: number
}

/** Downloading and unpacking go side by side; every other stage ends what was before it. */
const SIDE_BY_SIDE: ReadonlySet<PhaseKind> = new Set(['downloading', 'unpacking'])
/** Between two stages; nothing to show. */
const SILENT: ReadonlySet<PhaseKind> = new Set(['idle'])

/** Turns the phases that an agent goes through into stages. Pure but for its own memory. */
export class Stages {
  readonly #resumed: number
  #all: Stage[] = []

  /** `resumed`: bytes of the archive that an earlier try fetched. */
  constructor(resumed = 0) {
    this.#resumed = resumed
  }

  /** From the first to the newest. */
  get all(): readonly Stage[] {
    return this.#all
  }

  /** Takes in what the agent does now. Answers whether a stage began or ended. */
  take(phase: Phase, at: number): boolean {
    const { kind, done, total } = phase
    const changed = this.#endOthers(kind, at, true)
    const index = this.#indexOf(kind)
    const before = this.#all[index]
    if (before === undefined) {
      if (SILENT.has(kind)) return changed
      const from = kind === 'downloading' ? this.#resumed : 0
      this.#all.push({ kind, release: phase.release, startedAt: at, endedAt: undefined, done, total, from })
      return true
    }
    // Word of what is over already comes late.
    if (before.endedAt !== undefined) return changed
    const isOver = total !== undefined && done === total
    this.#all[index] = { ...before, done, total, endedAt: isOver ? at : undefined }
    return isOver || changed
  }

  /** Ends whatever goes on still. Answers whether anything did. */
  end(at: number): boolean {
    return this.#endOthers('idle', at, false)
  }

  /** Of the stage that goes on with this kind: the last one, or the one beside it. */
  #indexOf(kind: PhaseKind): number {
    for (let i = this.#all.length - 1; i >= 0; i--) {
      const stage = this.#all[i]
      if (stage?.kind === kind) return i
      if (stage === undefined || !(SIDE_BY_SIDE.has(kind) && SIDE_BY_SIDE.has(stage.kind))) return -1
    }
    return -1
  }

  /** `wholly`: what comes next says that all of it was done. */
  #endOthers(kind: PhaseKind, at: number, wholly: boolean): boolean {
    let changed = false
    this.#all = this.#all.map((stage) => {
      const goesOn = stage.kind === kind || (SIDE_BY_SIDE.has(kind) && SIDE_BY_SIDE.has(stage.kind))
      if (stage.endedAt !== undefined || goesOn) return stage
      changed = true
      return { ...stage, endedAt: at, done: wholly ? stage.total : stage.done }
    })
    return changed
  }
}
