import { z } from 'zod'

export const fleetMapQuery = z.object({
  q: z.string().max(1_000).optional(),
  /** A key of labels to add as a column. */
  label: z.string().max(63).optional(),
})

const column = z.array(z.number().int())
/**
 * Every host that fits, in columns, so that ten thousand are small: place n of each column speaks of host n; numbers are places in the
 * dictionaries, -1 is none. By name.
 */
export const fleetMap = z.object({
  ids: z.array(z.string()),
  names: z.array(z.string()),
  state: column,
  group: column,
  actual: column,
  wanted: column,
  platform: column,
  /** Of the asked key; empty when none was asked for. */
  label: column,
  dictionaries: z.object({
    state: z.array(z.string()),
    group: z.array(z.string()),
    release: z.array(z.string()),
    platform: z.array(z.string()),
    label: z.array(z.string()),
  }),
  /** Every key of labels in the fleet, by name, at most 200. */
  labelKeys: z.array(z.string()),
})
export type FleetMap = z.infer<typeof fleetMap>
