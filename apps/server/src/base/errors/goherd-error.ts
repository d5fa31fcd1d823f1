import type { Failure } from '@goherd/protocol'

/** HTTP status by kind of error; the exception filter answers with it. */
export const STATUS = {
  invalid: 400,
  unauthenticated: 401,
  forbidden: 403,
  'not-found': 404,
  conflict: 409,
  gone: 410,
  'too-large': 413,
  'too-many': 429,
  unavailable: 503,
  upstream: 502,
} as const
export type ErrorKind = keyof typeof STATUS

/** A field of a request that was refused. */
export interface Issue {
  readonly path: string
  readonly message: string
  /** Place and length in the field's text, where only a part of it is wrong. */
  readonly at?: number
  readonly length?: number
}

/** An error a person or program can act on. `code` is stable snake_case; `hint` is an action. */
export class GoherdError extends Error {
  override readonly name = 'GoherdError'
  readonly kind: ErrorKind
  readonly code: string
  readonly hint: string
  readonly issues: readonly Issue[] | undefined

  constructor(
    kind: ErrorKind,
    code: string,
    {
      message,
      hint,
      cause,
      issues,
    }: { message: string; hint: string; cause?: unknown; issues?: readonly Issue[] },
  ) {
    super(message, cause === undefined ? undefined : { cause })
    this.kind = kind
    this.code = code
    this.hint = hint
    this.issues = issues
  }

  /** The wire form, without status. */
  toFailure(): Failure {
    const cause = this.cause instanceof Error ? this.cause.message : undefined
    return { code: this.code, message: this.message, hint: this.hint, ...(cause ? { cause } : {}) }
  }
}
