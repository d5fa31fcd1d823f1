import type { FleetHistory, FleetSample } from '@goherd/protocol'
import { Injectable } from '@nestjs/common'
import { Clock } from '../base/clock/index.js'
import { Database } from '../base/database/index.js'
import { MOST_SAMPLES, stepFor } from './history-steps.js'

/** The last sample of each step. $1 seconds of a step, $2 the newest moment, $3 steps. */
const SAMPLES = `
  SELECT DISTINCT ON (bin) date_bin(step, at, '1970-01-01Z'::timestamptz) AS bin, at, total, in_sync AS "inSync",
         drifted, updating, failed, offline, unmanaged, unsupported
    FROM fleet_sample, make_interval(secs => $1) AS step
   WHERE at >= date_bin(step, $2::timestamptz, '1970-01-01Z'::timestamptz) - step * ($3::int - 1)
     AND at <= $2::timestamptz
   ORDER BY bin, at DESC`

/** What the chart of drift over time reads. */
@Injectable()
export class HistoryView {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
  ) {}

  /** The last hours, oldest first, in steps that make a few hundred samples at most. */
  async last(hours: number): Promise<FleetHistory> {
    const stepSeconds = stepFor(hours)
    const steps = Math.min(MOST_SAMPLES, Math.ceil((hours * 3_600) / stepSeconds))
    const { rows } = await this.database.pool.query<
      Omit<FleetSample, 'at'> & { readonly at: Date; readonly bin: Date }
    >(SAMPLES, [stepSeconds, this.clock.now(), steps])
    return { stepSeconds, samples: rows.map(({ bin: _, at, ...row }) => ({ at: at.toISOString(), ...row })) }
  }
}
