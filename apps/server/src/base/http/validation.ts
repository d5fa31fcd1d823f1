import { StandardSchemaValidationPipe } from '@nestjs/common'
import { GoherdError, type Issue } from '../errors/index.js'

interface SchemaIssue {
  readonly message: string
  readonly path?: readonly (PropertyKey | { readonly key: PropertyKey })[] | undefined
}

/** Most issues told in one answer; a hostile body could have thousands. */
const MOST_ISSUES = 20

/** Checks every `@Body`, `@Query` and `@Param` that has a schema. */
export function requestValidation(): StandardSchemaValidationPipe {
  return new StandardSchemaValidationPipe({ exceptionFactory: invalidRequest })
}

/** The refusal of a request whose parts do not fit their schema. */
export function invalidRequest(found: readonly SchemaIssue[]): GoherdError {
  const issues = found.slice(0, MOST_ISSUES).map(toIssue)
  const first = issues[0]
  return new GoherdError('invalid', 'invalid_request', {
    message: first ? `${first.path || 'the request'}: ${first.message}` : 'the request is not valid',
    hint: 'Correct the fields named in issues; /api/docs shows what this address takes.',
    issues,
  })
}

function toIssue({ path, message }: SchemaIssue): Issue {
  const keys = (path ?? []).map((part) => String(typeof part === 'object' ? part.key : part))
  return { path: keys.join('.').slice(0, 200), message: message.slice(0, 500) }
}
