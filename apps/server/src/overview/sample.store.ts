import type { FleetSample } from '@goherd/protocol'
import { Injectable } from '@nestjs/common'
import { Database } from '../base/database/index.js'
import { KEEP_HOURS, THINNING } from './history-steps.js'

const EPOCH = `'1970-01-01Z'::timestamptz`

/** $1 seconds of a step; $2 to $3 hours of age, both at the edge of a step so that none is cut in two. The last of a step stays. */
const THIN = `
  DELETE FROM fleet_sample WHERE at IN (
    SELECT at FROM (
      SELECT at, row_number() OVER (PARTITION BY date_bin(step, at, ${EPOCH}) ORDER BY at DESC) AS place
        FROM fleet_sample, make_interval(secs => $1) AS step
       WHERE at < date_bin(step, $4::timestamptz - make_interval(hours => $2), ${EPOCH})
         AND at >= date_bin(step, $4::timestamptz - make_interval(hours => $3), ${EPOCH})) placed
     WHERE place > 1)`

/** Writes the fleet's history. */
@Injectable()
export class SampleStore {
  constructor(private readonly database: Database) {}

  /** Of several servers that sample the same minute, the first writes. @returns whether this one was it */
  async add(sample: FleetSample): Promise<boolean> {
    const { count } = await this.database.prisma.fleetSample.createMany({
      data: [sample],
      skipDuplicates: true,
    })
    return count > 0
  }

  /** Whether there is any history. */
  async hasAny(): Promise<boolean> {
    return (await this.database.prisma.fleetSample.findFirst({ select: { at: true } })) !== null
  }

  /** Makes samples fewer with their age, and forgets the oldest. */
  async thin(now: Date): Promise<void> {
    const ends = [...THINNING.slice(1).map(({ afterHours }) => afterHours), KEEP_HOURS]
    for (const [at, { afterHours, stepSeconds }] of THINNING.entries()) {
      await this.database.pool.query(THIN, [stepSeconds, afterHours, ends[at] ?? KEEP_HOURS, now])
    }
    await this.database.pool.query(
      'DELETE FROM fleet_sample WHERE at < $1::timestamptz - make_interval(hours => $2)',
      [now, KEEP_HOURS],
    )
  }
}
