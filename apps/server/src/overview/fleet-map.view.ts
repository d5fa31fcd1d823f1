import type { FleetMap, fleetMapQuery } from '@goherd/protocol'
import { Injectable } from '@nestjs/common'
import type { z } from 'zod'
import { Clock } from '../base/clock/index.js'
import { Database } from '../base/database/index.js'
import { HOST_STATE } from '../groups/index.js'
import { hostSelect, WANTED_RELEASE } from '../hosts/index.js'
import { type MapRow, toFleetMap } from './to-fleet-map.js'

const COLUMNS = `
  h.id, h.name, ${HOST_STATE} AS state, g.name AS "group", s.actual, h.platform, ${WANTED_RELEASE} AS wanted`

/** Keys that the map can be grouped and coloured by. */
const KEYS = `
  SELECT DISTINCT jsonb_object_keys(labels) AS key FROM host ORDER BY key LIMIT 200`

/** Every host in a few bytes, for a picture of the whole fleet. */
@Injectable()
export class FleetMapView {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
  ) {}

  /**
   * The hosts that fit a query, by name, in one statement however many they are.
   * @throws GoherdError `query_invalid`
   */
  async map({ q, label }: z.output<typeof fleetMapQuery>): Promise<FleetMap> {
    const { from, where, values } = hostSelect({ q }, { now: this.clock.now(), wanted: true })
    const labelled = `h.labels->>$${values.length + 1}::text AS label`
    const text = `SELECT ${COLUMNS}, ${labelled} ${from} ${where} ORDER BY h.name`
    const [rows, keys] = await Promise.all([
      this.database.pool.query<MapRow>(text, [...values, label ?? '']),
      this.database.pool.query<{ key: string }>(KEYS),
    ])
    return toFleetMap(rows.rows, {
      labelled: label !== undefined,
      labelKeys: keys.rows.map(({ key }) => key),
    })
  }
}
