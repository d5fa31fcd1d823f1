import { z } from 'zod'

/** One thing that was looked at. `bad` keeps commands from working, `warning` is worth knowing, `skipped` could not be looked at. */
export const finding = z.object({
  check: z.string(),
  state: z.enum(['good', 'warning', 'bad', 'skipped']),
  says: z.string(),
  /** What a person can do about it; null where nothing needs to be done. */
  hint: z.string().nullable(),
})
export type Finding = z.infer<typeof finding>

/** What `goherd doctor --json` prints. */
export const diagnosis = z.object({
  ok: z.boolean(),
  server: z.string().nullable(),
  findings: z.array(finding),
})
export type Diagnosis = z.infer<typeof diagnosis>
