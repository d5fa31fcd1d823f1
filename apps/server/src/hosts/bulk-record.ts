import type { bulkRequest } from '@goherd/protocol'
import type { z } from 'zod'
import type { AuditRecord } from '../audit/index.js'

/** Names that a row spells out. */
const MOST_NAMES = 10

/** The audit row of one thing done to many hosts. One that was done to none says so. */
export function bulkRecord({
  change,
  actor,
  names,
}: {
  readonly change: z.output<typeof bulkRequest>['change']
  readonly actor: string
  /** Of the hosts it was done to. */
  readonly names: readonly string[]
}): AuditRecord {
  const [only] = names
  return {
    actor,
    action: `host.${change.kind}`,
    target: only !== undefined && names.length === 1 ? `host:${only}` : 'hosts',
    outcome: names.length > 0 ? 'done' : 'refused',
    summary: `${listOf(names)}: ${deed(change)}`,
    ...(change.kind === 'remove' ? { reason: change.reason } : {}),
  }
}

function deed(change: z.output<typeof bulkRequest>['change']): string {
  switch (change.kind) {
    case 'recheck':
      return `asked to look at ${change.bytes ? 'every byte of its Go' : 'its Go'}`
    case 'label': {
      const set = Object.entries(change.set).map(([key, value]) => `${key}=${value}`)
      const unset = change.unset.filter((key) => !(key in change.set)).map((key) => `${key} taken away`)
      return `labels ${[...set, ...unset].join(', ')}`
    }
    case 'remove':
      return 'removed'
  }
}

function listOf(names: readonly string[]): string {
  if (names.length === 0) return 'no host'
  const more = names.length - MOST_NAMES
  const shown = names.slice(0, MOST_NAMES).join(', ')
  return `${names.length} ${names.length === 1 ? 'host' : 'hosts'} (${shown}${more > 0 ? ` and ${more} more` : ''})`
}
