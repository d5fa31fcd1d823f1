import { auditList, type auditQuery } from '@goherd/protocol'
import { Injectable } from '@nestjs/common'
import type { z } from 'zod'
import { Database } from '../base/database/index.js'

const PAGE = 100

/** What the activity page reads. */
@Injectable()
export class AuditView {
  constructor(private readonly database: Database) {}

  /** Newest first; `before` is the id of the last row of the page before. */
  async list({
    target,
    before,
    limit = PAGE,
  }: z.infer<typeof auditQuery>): Promise<z.infer<typeof auditList>> {
    const rows = await this.database.prisma.auditEntry.findMany({
      where: { ...(target ? { target } : {}), ...(before ? { id: { lt: before } } : {}) },
      orderBy: { id: 'desc' },
      take: limit,
    })
    return auditList.parse({ entries: rows.map((row) => ({ ...row, at: row.at.toISOString() })) })
  }
}
