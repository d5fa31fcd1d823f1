import { ArchiveError } from '@goherd/go-archive'
import type { Failure } from '@goherd/protocol'
import { explainErrno } from './errno.js'

/** What went wrong on a host, with what a person can do about it. `code` is snake_case and stable. */
export class AgentError extends Error {
  override readonly name = 'AgentError'
  readonly code: string
  readonly hint: string

  constructor(o: {
    readonly code: string
    readonly message: string
    readonly hint: string
    readonly cause?: unknown
  }) {
    super(o.message, o.cause === undefined ? undefined : { cause: o.cause })
    this.code = o.code
    this.hint = o.hint
  }

  /** Any thrown value as an AgentError. System, network, TLS and archive errors get their code and hint; others are `internal`. */
  static from(thrown: unknown): AgentError {
    if (thrown instanceof AgentError) return thrown
    for (const error of causesOf(thrown)) {
      if (error instanceof AgentError) return error
      if (error instanceof ArchiveError)
        return new AgentError({ code: error.code, message: error.message, hint: error.hint, cause: thrown })
      const known = explainErrno(error)
      if (known) return new AgentError({ ...known, cause: thrown })
    }
    return new AgentError({
      code: 'internal',
      message: thrown instanceof Error ? thrown.message : String(thrown),
      hint: 'This is a fault of the agent. Please report it with the lines of its log around it.',
      cause: thrown,
    })
  }

  /** The shape that travels in reports, cut to the protocol's limits. */
  toFailure(): Failure {
    const cause = this.cause === undefined ? '' : describeCause(this.cause)
    return {
      code: this.code,
      message: clip(this.message, 2000),
      hint: clip(this.hint, 2000),
      ...(cause === '' || cause === this.message ? {} : { cause: clip(cause, 4000) }),
    }
  }
}

/** The error, then what lies below it, nearest first. Bounded, because a chain may be a ring. */
function causesOf(thrown: unknown): Error[] {
  const chain: Error[] = []
  const queue: unknown[] = [thrown]
  while (queue.length > 0 && chain.length < 16) {
    const next = queue.shift()
    if (!(next instanceof Error) || chain.includes(next)) continue
    chain.push(next)
    queue.push(next.cause)
    if (next instanceof AggregateError) queue.push(...next.errors)
  }
  return chain
}

function describeCause(cause: unknown): string {
  if (!(cause instanceof Error)) return String(cause)
  return causesOf(cause)
    .map((error) => error.message)
    .filter((message) => message !== '')
    .join(': ')
}

function clip(text: string, length: number): string {
  return text.length <= length ? text : `${text.slice(0, length - 1)}…`
}
