import type { Problem } from '@goherd/protocol'

type Failure = Problem['error']

/** An answer that is not 2xx, or no answer at all (status 0). Its words come from the server, with a hint to act on. */
export class ProblemError extends Error {
  readonly status: number
  readonly failure: Failure

  constructor(status: number, failure: Failure) {
    super(failure.message)
    this.name = 'ProblemError'
    this.status = status
    this.failure = failure
  }
}

function text(value: unknown, field: string): string | undefined {
  if (typeof value !== 'object' || value === null) return undefined
  const found = Object.entries(value).find(([key]) => key === field)?.[1]
  return typeof found === 'string' && found !== '' ? found : undefined
}

function inner(value: unknown, field: string): unknown {
  if (typeof value !== 'object' || value === null) return undefined
  return Object.entries(value).find(([key]) => key === field)?.[1]
}

function readIssues(error: unknown): { path: string; message: string }[] {
  const issues = inner(error, 'issues')
  if (!Array.isArray(issues)) return []
  return issues.flatMap((issue: unknown) => {
    const message = text(issue, 'message')
    return message === undefined ? [] : [{ path: text(issue, 'path') ?? '', message }]
  })
}

const FALLBACK_HINTS: Readonly<Record<number, string>> = {
  0: 'Check that the server is running and that this machine can reach it.',
  401: 'Sign in again.',
  403: 'Ask an administrator for the role you need.',
  404: 'It may have been removed. Go back to the list and look again.',
  409: 'Reload to see what changed, then try again.',
  429: 'Wait a moment, then try again.',
}

/**
 * Reads the body of an answer that is not 2xx. Tolerant: a body in the sign-in library's form ({ code, message }), or none
 * at all (a proxy's error page), still becomes a failure with a hint.
 */
export function readProblem(status: number, body: unknown): ProblemError {
  const error = inner(body, 'error') ?? body
  const cause = text(error, 'cause')
  const issues = readIssues(error)
  return new ProblemError(status, {
    code: (text(error, 'code') ?? `http_${status}`).toLowerCase(),
    message: text(error, 'message') ?? `The server answered ${status}.`,
    hint:
      text(error, 'hint') ?? FALLBACK_HINTS[status] ?? 'Try again. If it stays, look at the server’s log.',
    ...(cause === undefined ? {} : { cause }),
    ...(issues.length === 0 ? {} : { issues }),
  })
}

/** What a failed query or mutation has to say, whatever was thrown. */
export function failureOf(error: unknown): Failure {
  if (error instanceof ProblemError) return error.failure
  return {
    code: 'unexpected',
    message: error instanceof Error ? error.message : 'Something unexpected happened.',
    hint: 'Reload the page. If it stays, look at the browser’s console.',
  }
}
