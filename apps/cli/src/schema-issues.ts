import type { z } from 'zod'
import type { Issue } from './cli-failure.js'

/** What a schema found wrong, field by field. */
export function schemaIssues(error: z.ZodError): Issue[] {
  return error.issues.map((issue) => ({ path: issue.path.join('.'), message: issue.message }))
}

/** The first of it in one line: those who read it want to know where to look, not everything that follows from it. */
export function describeIssues(error: z.ZodError): string {
  const issues = schemaIssues(error)
    .sort((a, b) => b.path.split('.').length - a.path.split('.').length)
    .map(({ path, message }) => (path === '' ? message : `${path}: ${message}`))
  const more = issues.length - 3
  return `${issues.slice(0, 3).join('; ')}${more > 0 ? `; and ${more} more` : ''}`
}
