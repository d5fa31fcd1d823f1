import { z } from 'zod'
import { failure } from '../values.js'

/** The body of every answer that is not 2xx. `issues` points at the fields of a refused request. */
export const problem = z.object({
  error: failure.extend({ issues: z.array(z.object({ path: z.string(), message: z.string() })).optional() }),
})
export type Problem = z.infer<typeof problem>
