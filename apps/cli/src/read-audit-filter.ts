import { type AuditFilter, auditFilter } from '@goherd/protocol'
import { readInput } from './invocation.js'
import { readMoment } from './read-moment.js'

/** Reads the options that say which entries of the audit log are meant. Throws a usage failure. */
export function readAuditFilter(options: Readonly<Record<string, unknown>>, now: number): AuditFilter {
  const { target, actor, action, outcome, search, since, until } = options
  const moment = (text: unknown, option: string) =>
    typeof text === 'string' ? readMoment(text, option, now) : undefined
  return readInput(auditFilter, {
    target,
    actor,
    action,
    outcome,
    search,
    since: moment(since, '--since'),
    until: moment(until, '--until'),
  })
}
