import { drillSchedules, name } from '@goherd/protocol'
import { usageFailure } from '../cli-failure.js'
import { parseDuration } from '../duration.js'
import type { Exit } from '../exit-codes.js'
import { type Invocation, readInput, withApi } from '../invocation.js'
import { schedulesTable } from '../render/drills.js'

const DAY_MS = 86_400_000

/** Says how often a group rehearses by itself; without --group, shows what is scheduled. */
export async function run(invocation: Invocation): Promise<Exit> {
  const { group, every } = invocation.options
  return withApi(invocation, async (api) => {
    const { schedules } =
      group === undefined
        ? await api.get('/api/drills/schedules', drillSchedules)
        : await api.put(
            '/api/drills/schedules',
            { group: readInput(name, group), everyDays: daysOf(every) },
            drillSchedules,
          )
    invocation.output.data(schedules, (style) => schedulesTable(schedules, style))
    return 'ok'
  })
}

function daysOf(every: unknown): number | null {
  if (every === 'never') return null
  const ms = typeof every === 'string' ? parseDuration(every) : undefined
  if (ms !== undefined && ms >= DAY_MS && ms % DAY_MS === 0) return ms / DAY_MS
  throw usageFailure(
    `--every ${String(every ?? '')} is not possible`,
    'Give whole days, such as --every 7d, or --every never.',
  )
}
