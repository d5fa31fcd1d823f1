import { type AuditEntry, auditList, auditQuery } from '@goherd/protocol'
import { z } from 'zod'
import type { ApiClient } from '../api-client.js'
import { usageFailure } from '../cli-failure.js'
import type { Exit } from '../exit-codes.js'
import { type Invocation, readInput, withApi } from '../invocation.js'
import { readAuditFilter } from '../read-audit-filter.js'
import { auditTable } from '../render/records.js'

const paging = auditQuery.pick({ before: true, limit: true }).extend({ all: z.boolean().default(false) })
const PAGE = 500
const TOLD_EVERY = 10 * PAGE
const ALL_LIMIT_MS = 600_000

/** Who did what, newest first. */
export async function run(invocation: Invocation): Promise<Exit> {
  const { output, options } = invocation
  const filter = readAuditFilter(options, Date.now())
  const { all, before, limit } = readInput(paging, {
    all: options.all,
    before: options.before,
    limit: options.limit,
  })
  if (all && limit !== undefined)
    throw usageFailure('--all and --limit cannot both hold', 'Leave one of them out.')
  const use = async (api: ApiClient): Promise<Exit> => {
    const read = (query: { readonly before: number | undefined; readonly limit: number | undefined }) =>
      api.get('/api/audit', auditList, { ...filter, ...query })
    const entries = all
      ? await allEntries(read, before, (count) => output.progress(`${count} entries`))
      : (await read({ before, limit })).entries
    output.data(entries, (style) => auditTable(entries, style))
    return 'ok'
  }
  return all ? withApi(invocation, use, ALL_LIMIT_MS) : withApi(invocation, use)
}

type Read = (query: {
  readonly before: number | undefined
  readonly limit: number
}) => Promise<{ readonly entries: readonly AuditEntry[] }>

async function allEntries(
  read: Read,
  before: number | undefined,
  tell: (count: number) => void,
): Promise<AuditEntry[]> {
  const entries: AuditEntry[] = []
  for (let oldest = before; ; oldest = entries.at(-1)?.id) {
    const page = (await read({ before: oldest, limit: PAGE })).entries
    entries.push(...page)
    if (page.length < PAGE) return entries
    if (entries.length % TOLD_EVERY === 0) tell(entries.length)
  }
}
