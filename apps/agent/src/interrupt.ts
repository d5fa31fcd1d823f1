import { AgentError } from './disk/agent-error.js'

/** Ctrl-C, or a polite end from outside, while something can still be broken off in good order. */
export interface Interrupt {
  readonly signal: AbortSignal
  /** Lets signals do again what they do by themselves. */
  end(): void
}

/** Listens for the first SIGINT or SIGTERM; a second one ends the process at once, as it would without this. */
export function onInterrupt(): Interrupt {
  const abort = new AbortController()
  const end = () => {
    process.off('SIGINT', heard)
    process.off('SIGTERM', heard)
  }
  const heard = () => {
    end()
    abort.abort()
  }
  process.on('SIGINT', heard)
  process.on('SIGTERM', heard)
  return { signal: abort.signal, end }
}

/** Runs work that a signal breaks off in good order. When it fails after that, it failed because of it: `interrupted`. */
export async function interruptible<T>(work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const { signal, end } = onInterrupt()
  try {
    return await work(signal)
  } catch (cause) {
    throw signal.aborted ? interrupted(cause) : cause
  } finally {
    end()
  }
}

function interrupted(cause: unknown): AgentError {
  return new AgentError({
    code: 'interrupted',
    message: 'broken off; nothing is half done',
    hint: 'Run the same command again: it goes on with what was fetched so far.',
    cause,
  })
}
