import { Injectable } from '@nestjs/common'
import { Database } from '../base/database/index.js'

/** What opening a connection needs to know of a host. */
export interface EnrolledHost {
  readonly hostId: string
  readonly name: string
  readonly groupId: string
  readonly group: string
  readonly managed: boolean
  readonly platform: string
  /** Ed25519, SPKI in base64. */
  readonly publicKey: string
  readonly lastSeq: number
  readonly wantedEpoch: number
}

const BY_IDS = `
  SELECT h.id AS "hostId", h.name, h.group_id AS "groupId", g.name AS "group", g.managed, h.platform,
         h.public_key AS "publicKey", coalesce(s.seq, 0) AS "lastSeq",
         greatest(g.epoch, w.epoch, (SELECT max(a.epoch) FROM assignment a WHERE a.host_id = h.id), 0) AS "wantedEpoch"
    FROM host h JOIN host_group g ON g.id = h.group_id LEFT JOIN host_status s ON s.host_id = h.id
    LEFT JOIN wave_member w ON w.host_id = h.id
   WHERE h.id = ANY ($1)`

/** How long the first of many waits for the others, in milliseconds. */
const WINDOW_MS = 4
const BATCH = 500

interface Question {
  readonly hostId: string
  readonly resolve: (host: EnrolledHost | undefined) => void
  readonly reject: (error: unknown) => void
}

/** Looks hosts up for their handshakes. When many come back at once, one query answers hundreds of them. */
@Injectable()
export class PeerReader {
  private asked: Question[] = []
  private timer: NodeJS.Timeout | undefined

  constructor(private readonly database: Database) {}

  /** undefined when no such host is enrolled. @throws whatever the database throws */
  byId(hostId: string): Promise<EnrolledHost | undefined> {
    return new Promise((resolve, reject) => {
      this.asked.push({ hostId, resolve, reject })
      this.timer ??= setTimeout(() => this.answer(), WINDOW_MS)
    })
  }

  private answer(): void {
    this.timer = undefined
    const { asked } = this
    this.asked = []
    for (let at = 0; at < asked.length; at += BATCH) void this.answerSome(asked.slice(at, at + BATCH))
  }

  private async answerSome(asked: readonly Question[]): Promise<void> {
    try {
      const { rows } = await this.database.pool.query<EnrolledHost>(BY_IDS, [
        asked.map(({ hostId }) => hostId),
      ])
      const found = new Map(rows.map((row) => [row.hostId, row]))
      for (const { hostId, resolve } of asked) resolve(found.get(hostId))
    } catch (error) {
      for (const { reject } of asked) reject(error)
    }
  }
}
