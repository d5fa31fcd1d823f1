import { type RollbackCertificate, rollbackCertificate } from '@goherd/protocol'
import { Injectable } from '@nestjs/common'
import { Database } from '../base/database/index.js'

type CertifiedHost = RollbackCertificate['hosts'][number]

interface Row {
  readonly host: string
  readonly group: string
  readonly release: string
  readonly state: string
  readonly digest: string | null
  readonly provedAt: Date | null
  readonly reason: string
}

// Group and release are those of the assignment that the host was to prove: hosts move on, certificates do not.
const HOSTS = `
  SELECT r.host, g.name AS "group", a.release, r.state, r.digest, r.proved_at AS "provedAt", r.reason
    FROM rollback_host r JOIN assignment a ON a.epoch = r.epoch JOIN host_group g ON g.id = a.group_id
   WHERE r.rollback_id = $1 ORDER BY r.host`

const SAYS: Readonly<Record<CertifiedHost['state'], string>> = {
  proved: 'proved its tree, link and settings by digest',
  pending: 'has not proved it yet',
  failed: 'failed',
  debt: 'is not there; it gets it first when it is back',
}

/** Reads what a certificate says of hosts. */
@Injectable()
export class CertificateReader {
  constructor(private readonly database: Database) {}

  /** Every host of a rollback, by name. */
  async hosts(rollbackId: string): Promise<CertifiedHost[]> {
    const { rows } = await this.database.pool.query<Row>(HOSTS, [rollbackId])
    return rows.map(({ state: stored, provedAt, reason, ...row }) => {
      const state = rollbackCertificate.shape.hosts.element.shape.state.parse(stored)
      const says = reason ? `${SAYS[state]}: ${reason}` : SAYS[state]
      return { ...row, state, provedAt: provedAt?.toISOString() ?? null, says }
    })
  }
}
