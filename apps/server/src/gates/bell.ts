/** Wakes the one who waits. A ring while nobody waits is not lost: it wakes who comes next. */
export class Bell {
  #rung = false
  #wake: () => void = () => undefined

  ring(): void {
    this.#rung = true
    this.#wake()
  }

  /** Resolves when it rings or has rung since the last time, after so many milliseconds, or on abort. */
  async rung(withinMs: number, signal: AbortSignal): Promise<void> {
    if (!this.#rung && !signal.aborted) await this.#next(withinMs, signal)
    this.#rung = false
  }

  #next(withinMs: number, signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const done = () => {
        clearTimeout(timer)
        signal.removeEventListener('abort', done)
        resolve()
      }
      const timer = setTimeout(done, withinMs)
      this.#wake = done
      signal.addEventListener('abort', done)
    })
  }
}
