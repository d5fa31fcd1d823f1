import type { Maintenance } from '@goherd/protocol'
import { AgentError } from './disk/agent-error.js'
import type { Layout } from './disk/layout.js'
import type { LocalAnswer } from './local-messages.js'
import type { Log } from './log.js'
import { readHold, writeHold } from './maintenance-file.js'

export interface HoldKeeperOptions {
  readonly layout: Layout
  readonly log: Log
  /** Told with every look, changed or not. */
  onHold(hold: Maintenance | null): void
}

/** Keeps the daemon's idea of the maintenance lock in step with its file, which is the truth. */
export class HoldKeeper {
  readonly #options: HoldKeeperOptions
  #trouble: string | undefined

  constructor(options: HoldKeeperOptions) {
    this.#options = options
  }

  /** The lock may have been set while no daemon ran, or by hand. One that cannot be read holds as the last one did. */
  look(): void {
    const { layout, log, onHold } = this.#options
    try {
      onHold(readHold(layout))
      this.#trouble = undefined
    } catch (cause) {
      const { code, message, hint } = AgentError.from(cause)
      if (this.#trouble !== message) log.error(message, { code, hint })
      this.#trouble = message
    }
  }

  /** The file first: what was said to whoever asked must survive a kill. */
  async change(hold: Maintenance | null): Promise<LocalAnswer> {
    const { layout, onHold } = this.#options
    try {
      await writeHold(layout, hold)
    } catch (cause) {
      return { kind: 'refused', error: AgentError.from(cause).toFailure() }
    }
    onHold(hold)
    return { kind: 'held' }
  }
}
