import { z } from 'zod'
import { failure } from '../values.js'

const issue = z.object({
  path: z.string(),
  message: z.string(),
  /** Place and length in the text of that field, in characters, where only a part of it is wrong. */
  at: z.number().int().optional(),
  length: z.number().int().optional(),
})

/** The body of every answer that is not 2xx. `issues` points at the fields of a refused request. */
export const problem = z.object({ error: failure.extend({ issues: z.array(issue).optional() }) })
export type Problem = z.infer<typeof problem>
