import { z } from 'zod'

const clockTime = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$|^24:00$/, 'a time of day such as 22:30')
/** A time of the week in which stages of rollouts may start, by the wall clock of its zone. */
export const windowSpec = z.object({
  /** IANA name such as `Europe/Berlin`. */
  timeZone: z.string().min(1).max(64),
  /** 1 is Monday, 7 is Sunday. */
  days: z.array(z.number().int().min(1).max(7)).min(1).max(7),
  from: clockTime,
  to: clockTime,
})
export type WindowSpec = z.infer<typeof windowSpec>

/** None at all means always. */
export const windowSpecs = z.array(windowSpec).max(20)
