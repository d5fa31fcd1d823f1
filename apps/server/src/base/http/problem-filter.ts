import type { Problem } from '@goherd/protocol'
import { type ArgumentsHost, Catch, type ExceptionFilter, HttpException, Logger } from '@nestjs/common'
import type { Request, Response } from 'express'
import { isDatabaseUnavailable } from '../database/index.js'
import { GoherdError, STATUS } from '../errors/index.js'

/** What a request is answered with when something was thrown. */
interface Answer {
  readonly status: number
  readonly problem: Problem
}

/** Errors of Nest, Express and its parsers, by status, as a person should read them. */
const BY_STATUS: Readonly<Record<number, { code: string; message: string; hint: string }>> = {
  400: {
    code: 'malformed_request',
    message: 'the request could not be read',
    hint: 'Send a complete body in valid JSON.',
  },
  403: { code: 'forbidden', message: 'this is not allowed', hint: 'Ask an administrator.' },
  404: {
    code: 'not_found',
    message: 'there is nothing at this address',
    hint: 'See /api/docs for all addresses.',
  },
  405: {
    code: 'method_not_allowed',
    message: 'this address does not take that method',
    hint: 'See /api/docs.',
  },
  413: { code: 'body_too_large', message: 'the request is too large', hint: 'Send less than 1 MiB.' },
  415: {
    code: 'unsupported_media_type',
    message: 'the request has an unknown type or encoding',
    hint: 'Send JSON in UTF-8.',
  },
  429: {
    code: 'too_many_requests',
    message: 'too many requests from this address',
    hint: 'Wait a minute and try again.',
  },
}
const INTERNAL = {
  code: 'internal',
  message: 'the server made a mistake',
  hint: 'Try again; if it stays, look into the server log for this time.',
}

/** Everything that is thrown leaves the server as one shape: the protocol's `problem`. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  private readonly logger = new Logger('http')

  catch(thrown: unknown, host: ArgumentsHost): void {
    if (host.getType() !== 'http') throw thrown
    const http = host.switchToHttp()
    const response = http.getResponse<Response>()
    const { status, problem } = toAnswer(thrown)
    if (status === 500) {
      const { method, path } = http.getRequest<Request>()
      this.logger.error(thrown instanceof Error ? thrown : `${method} ${path}: ${String(thrown)}`)
    }
    if (response.headersSent) {
      response.destroy()
      return
    }
    if (status === 503) response.setHeader('Retry-After', '2')
    response.status(status).setHeader('Cache-Control', 'no-store').json(problem)
  }
}

/** The answer for anything thrown. */
export function toAnswer(thrown: unknown): Answer {
  if (thrown instanceof GoherdError) return fromGoherd(thrown)
  if (isDatabaseUnavailable(thrown)) return fromGoherd(databaseUnavailable(thrown))
  const status = statusOf(thrown)
  const known = status < 500 ? (BY_STATUS[status] ?? BY_STATUS[400]) : undefined
  return known ? { status, problem: { error: known } } : { status: 500, problem: { error: INTERNAL } }
}

function fromGoherd(error: GoherdError): Answer {
  const { cause: _, ...failure } = error.toFailure()
  // A cause below 500 was put there for the caller; above, it may name hosts and files of the server.
  const shown = STATUS[error.kind] < 500 || error.kind === 'upstream' ? error.toFailure() : failure
  return {
    status: STATUS[error.kind],
    problem: { error: { ...shown, ...(error.issues ? { issues: [...error.issues] } : {}) } },
  }
}

/** What is answered while PostgreSQL is away. */
export function databaseUnavailable(cause?: unknown): GoherdError {
  return new GoherdError('unavailable', 'database_unavailable', {
    message: 'the database cannot be reached at the moment',
    hint: 'Try again in a few seconds; if it stays, look at /readyz and at PostgreSQL.',
    cause,
  })
}

/** Nest's exceptions have getStatus, those of Express and body-parser a `status` field. */
function statusOf(thrown: unknown): number {
  if (thrown instanceof HttpException) return thrown.getStatus()
  if (thrown instanceof URIError) return 400
  if (thrown instanceof Error && 'status' in thrown && typeof thrown.status === 'number') return thrown.status
  return 500
}
