import {
  type AuditEntry,
  type AuditFilter,
  auditEntry,
  type auditFacets,
  auditList,
  type auditQuery,
} from '@goherd/protocol'
import { Injectable } from '@nestjs/common'
import type { z } from 'zod'
import { Database } from '../base/database/index.js'

const PAGE = 100
/** Entries that an export has in memory at a time. */
const EXPORT_BATCH = 1_000
const WORDS = 8
const TEXTS = ['summary', 'reason', 'actor', 'target'] as const

/** What the activity page reads. */
@Injectable()
export class AuditView {
  constructor(private readonly database: Database) {}

  /** Newest first; `before` is the id of the last row of the page before. */
  async list({
    before,
    limit = PAGE,
    ...filter
  }: z.infer<typeof auditQuery>): Promise<z.infer<typeof auditList>> {
    const rows = await this.database.prisma.auditEntry.findMany({
      where: { ...conditions(filter), ...(before ? { id: { lt: before } } : {}) },
      orderBy: { id: 'desc' },
      take: limit,
    })
    return auditList.parse({ entries: rows.map(entryOf) })
  }

  /** Every entry that fits, oldest first, a batch at a time. What is written after it began is left out. */
  async *batches(filter: AuditFilter): AsyncGenerator<AuditEntry[]> {
    const { auditEntry: entries } = this.database.prisma
    const { _max } = await entries.aggregate({ _max: { id: true } })
    for (let after = 0; ; ) {
      const rows = await entries.findMany({
        where: { ...conditions(filter), id: { gt: after, lte: _max.id ?? 0 } },
        orderBy: { id: 'asc' },
        take: EXPORT_BATCH,
      })
      if (rows.length > 0) yield rows.map((row) => auditEntry.parse(entryOf(row)))
      const last = rows.at(-1)
      if (!last || rows.length < EXPORT_BATCH) return
      after = last.id
    }
  }

  /** The actors and actions there are, by name. */
  async facets(): Promise<z.infer<typeof auditFacets>> {
    const [actors, actions] = await Promise.all([this.namesIn('actor'), this.namesIn('action')])
    return { actors, actions }
  }

  /** Goes from name to name along the index, however many entries each has. */
  private async namesIn(column: 'actor' | 'action'): Promise<string[]> {
    const { rows } = await this.database.pool.query<{ name: string }>(
      `WITH RECURSIVE named AS (
         (SELECT ${column} AS name FROM audit_entry ORDER BY ${column} LIMIT 1)
         UNION ALL
         SELECT (SELECT ${column} FROM audit_entry WHERE ${column} > named.name ORDER BY ${column} LIMIT 1)
           FROM named WHERE named.name IS NOT NULL)
       SELECT name FROM named WHERE name IS NOT NULL LIMIT 500`,
    )
    return rows.map(({ name }) => name)
  }
}

function entryOf<T extends { readonly at: Date }>(row: T) {
  return { ...row, at: row.at.toISOString() }
}

/** What of a filter the database decides. */
function conditions({ target, actor, action, outcome, search, since, until }: AuditFilter) {
  return {
    ...(target === undefined ? {} : { target }),
    ...(actor === undefined ? {} : { actor }),
    ...(outcome === undefined ? {} : { outcome }),
    ...(since === undefined && until === undefined
      ? {}
      : { at: { ...(since && { gte: since }), ...(until && { lte: until }) } }),
    AND: [
      ...(action === undefined
        ? []
        : [{ OR: [{ action }, { action: { startsWith: `${plain(action)}.` } }] }]),
      ...wordsOf(search).map((contains) => ({
        OR: TEXTS.map((text) => ({ [text]: { contains, mode: 'insensitive' as const } })),
      })),
    ],
  }
}

function wordsOf(search = ''): string[] {
  return search
    .split(/\s+/)
    .filter((word) => word !== '')
    .slice(0, WORDS)
    .map(plain)
}

/** What LIKE would take for a pattern, made plain. */
function plain(text: string): string {
  return text.replace(/[\\%_]/g, '\\$&')
}
