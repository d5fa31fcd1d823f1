import type { Exit } from './exit-codes.js'

/** One field of a request that was refused. */
export interface Issue {
  readonly path: string
  readonly message: string
}

/** What a failed command says, and how it ends. */
export interface FailureDetails {
  readonly code: string
  readonly message: string
  /** An action a person can take. */
  readonly hint: string
  readonly exit?: Exit
  readonly cause?: string | undefined
  readonly issues?: readonly Issue[] | undefined
  /** True when the same request may succeed a moment later: the server restarts, a proxy has lost it. */
  readonly transient?: boolean
}

/** A command that could not do what it was asked. */
export class CliFailure extends Error {
  override readonly name = 'CliFailure'
  readonly code: string
  readonly hint: string
  readonly exit: Exit
  readonly detail: string | undefined
  readonly issues: readonly Issue[]
  readonly transient: boolean

  constructor(details: FailureDetails) {
    super(details.message)
    this.code = details.code
    this.hint = details.hint
    this.exit = details.exit ?? 'error'
    this.detail = details.cause
    this.issues = details.issues ?? []
    this.transient = details.transient ?? false
  }
}

/** A command line that cannot be right, whatever the server says. */
export function usageFailure(message: string, hint: string, issues?: readonly Issue[]): CliFailure {
  return new CliFailure({ code: 'usage', message, hint, exit: 'usage', issues })
}

/** The person pressed Ctrl-C. */
export function interruptedFailure(hint = 'See how things stand: goherd status.'): CliFailure {
  return new CliFailure({ code: 'interrupted', message: 'stopped on request', hint, exit: 'interrupted' })
}

/** Takes whatever was thrown for what it is; what nobody expected is a defect of this program and says so. */
export function asFailure(thrown: unknown): CliFailure {
  if (thrown instanceof CliFailure) return thrown
  return new CliFailure({
    code: 'internal_error',
    message: thrown instanceof Error ? thrown.message : String(thrown),
    hint: 'This is a defect of goherd: report it with the command and what GOHERD_DEBUG=1 adds.',
    cause: process.env.GOHERD_DEBUG && thrown instanceof Error ? thrown.stack : undefined,
  })
}
