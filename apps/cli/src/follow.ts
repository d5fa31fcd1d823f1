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

/**
 * A pulse that beats at least every `everyMs`, and at once when `interrupt` aborts. Between two beats it rests for `restMs`, however
 * many nudges come meanwhile.
 */
export function createPulse(everyMs: number, interrupt: AbortSignal, restMs = 0): Pulse {
  let nudged = false
  let wake: (() => void) | undefined
  const pause = (ms: number) =>
    new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, ms)
      wake = () => {
        clearTimeout(timer)
        resolve()
      }
      if (interrupt.aborted) wake()
    })
  interrupt.addEventListener('abort', () => wake?.(), { once: true })
  let nudge: (() => void) | undefined
  return {
    nudge() {
      nudged = true
      nudge?.()
    },
    async next() {
      if (restMs > 0) await pause(restMs)
      if (!nudged && !interrupt.aborted) {
        const beat = pause(everyMs)
        nudge = wake
        await beat
      }
      nudged = false
      nudge = undefined
      wake = undefined
    },
  }
}
