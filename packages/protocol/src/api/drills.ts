import { z } from 'zod'
import { name, timestamp } from '../values.js'

/** A fire drill: one host of a group goes back to the last good revision and forth again, so that the button is known to work. */
export const drillView = z.object({
  id: z.string(),
  group: name,
  host: name,
  state: z.enum(['going-back', 'going-forth', 'passed', 'failed']),
  from: z.string(),
  to: z.string(),
  startedAt: timestamp,
  finishedAt: timestamp.nullable(),
  /** From the order to the proof, in milliseconds. */
  backMs: z.number().int().nullable(),
  forthMs: z.number().int().nullable(),
  says: z.string(),
  actor: z.string(),
})
export type DrillView = z.infer<typeof drillView>
/** Newest first. */
export const drillList = z.object({ drills: z.array(drillView) })
export const startDrill = z.object({ group: name })
/** How often a group is rehearsed by itself; null: never. */
export const drillSchedule = z.object({ group: name, everyDays: z.number().int().min(1).max(365).nullable() })
export const drillSchedules = z.object({
  schedules: z.array(drillSchedule.extend({ nextAt: timestamp.nullable() })),
})
