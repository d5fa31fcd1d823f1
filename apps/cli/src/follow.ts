import { CliFailure } from './cli-failure.js'

/** What to look at until it is done. */
export interface Following<T> {
  /** Asks for the present state. */
  readonly look: () => Promise<T>
  readonly done: (view: T) => boolean
  /** Shown every state, the last one included. */
  readonly seen: (view: T) => void
  /** Told when the server does not answer for the moment. */
  readonly lost: (failure: CliFailure) => void
  /** Resolves when it is time to look again. */
  readonly nextLook: () => Promise<void>
}

/**
 * Looks until it is done, and answers the last state. Rides out failures that pass by themselves: a server that restarts in
 * the middle of a change is no reason to stop watching it. `look` ends the waiting by throwing (its time limit, Ctrl-C).
 */
export async function follow<T>({ look, done, seen, lost, nextLook }: Following<T>): Promise<T> {
  for (;;) {
    const view = await look().catch((thrown: unknown) => {
      if (!(thrown instanceof CliFailure) || !thrown.transient) throw thrown
      lost(thrown)
      return undefined
    })
    if (view !== undefined) {
      seen(view)
      if (done(view)) return view
    }
    await nextLook()
  }
}

/** Decides when to look again: at a nudge, else after an interval. A nudge between two looks is not lost. */
export interface Pulse {
  nudge(): void
  next(): Promise<void>
}

/** A pulse that beats at least every `everyMs`, and at once when `interrupt` aborts. */
export function createPulse(everyMs: number, interrupt: AbortSignal): Pulse {
  let nudged = false
  let wake: (() => void) | undefined
  const beat = () => {
    nudged = true
    wake?.()
  }
  interrupt.addEventListener('abort', beat, { once: true })
  return {
    nudge: beat,
    async next() {
      if (!nudged) {
        await new Promise<void>((resolve) => {
          const timer = setTimeout(resolve, everyMs)
          wake = () => {
            clearTimeout(timer)
            resolve()
          }
        })
      }
      nudged = false
      wake = undefined
    },
  }
}
