import type { AuditEntry, AuditVerification, ReleaseView, RollbackView } from '@goherd/protocol'
import { describeAge } from '../duration.js'
import type { Style } from '../output.js'
import { printable } from './printable.js'
import { type Column, renderTable } from './table.js'

/** Releases as a table, in the order given. */
export function releasesTable(releases: readonly ReleaseView[], style: Style): string {
  if (releases.length === 0) return 'No release is known. Read the catalogue: goherd releases sync'
  const columns: readonly Column<ReleaseView>[] = [
    { title: 'RELEASE', text: (r) => r.release },
    {
      title: 'SUPPORT',
      text: (r) => (r.recall === null ? r.support : 'recalled'),
      paint: (r) => (r.recall !== null || r.support === 'unsupported' ? style.palette.attention : undefined),
    },
    { title: 'STABLE', text: (r) => (r.stable ? 'yes' : 'no') },
    { title: 'HOSTS', text: (r) => String(r.hosts), align: 'right' },
    { title: 'WANTED BY', text: (r) => String(r.wantedBy), align: 'right' },
    {
      title: 'ARCHIVES KEPT',
      text: (r) => `${r.archives.filter((a) => a.kept).length} of ${r.archives.length}`,
    },
  ]
  return renderTable(columns, releases, style)
}

/** The audit log as a table, in the order given. */
export function auditTable(entries: readonly AuditEntry[], style: Style): string {
  if (entries.length === 0) return 'Nothing is recorded.'
  const columns: readonly Column<AuditEntry>[] = [
    { title: 'ID', text: (e) => String(e.id), align: 'right' },
    { title: 'WHEN', text: (e) => describeAge(e.at, style.now) },
    { title: 'WHO', text: (e) => e.actor, flexible: true },
    { title: 'ACTION', text: (e) => e.action },
    { title: 'TARGET', text: (e) => e.target, flexible: true },
    {
      title: 'OUTCOME',
      text: (e) => e.outcome,
      paint: (e) => (e.outcome === 'done' ? undefined : style.palette.attention),
    },
    {
      title: 'WHAT',
      text: (e) => (e.reason === '' ? e.summary : `${e.summary} (${e.reason})`),
      flexible: true,
    },
  ]
  return renderTable(columns, entries, style)
}

/** Whether the audit log is whole, and what proves it. */
export function verificationText(found: AuditVerification, { palette }: Style): string {
  const { entries, unsealed, head, broken } = found
  const lines =
    broken === null
      ? [palette.good(`✓ ${entries} entries are sealed in a chain: none was changed or taken away.`)]
      : [palette.bad(`✗ the log is broken at entry ${broken.id}: ${printable(broken.says)}`)]
  if (unsealed > 0) lines.push(`${unsealed} of the last seconds have no seal yet.`)
  if (head !== null)
    lines.push(`head  ${head}`, palette.quiet('Keep the head elsewhere: it proves the log up to here.'))
  return lines.join('\n')
}

/** Enrollment tokens without their secrets. */
export interface TokenRow {
  readonly id: string
  readonly group: string
  readonly note: string
  readonly uses: number
  readonly used: number
  readonly state: string
  readonly createdBy: string
  readonly expiresAt: string
}

/** Enrollment tokens as a table, in the order given. */
export function tokensTable(tokens: readonly TokenRow[], style: Style): string {
  if (tokens.length === 0) return 'No enrollment token. Make one: goherd enroll token create --group NAME'
  const columns: readonly Column<TokenRow>[] = [
    { title: 'ID', text: (t) => t.id },
    { title: 'GROUP', text: (t) => t.group, flexible: true },
    {
      title: 'STATE',
      text: (t) => t.state,
      paint: (t) => (t.state === 'valid' ? style.palette.good : style.palette.quiet),
    },
    { title: 'USED', text: (t) => `${t.used} of ${t.uses}` },
    { title: 'EXPIRES', text: (t) => describeAge(t.expiresAt, style.now) },
    { title: 'BY', text: (t) => t.createdBy, flexible: true },
    { title: 'NOTE', text: (t) => t.note, flexible: true },
  ]
  return renderTable(columns, tokens, style)
}

/** Rollbacks as a table, in the order given. */
export function rollbacksTable(rollbacks: readonly RollbackView[], style: Style): string {
  if (rollbacks.length === 0) return 'There was no rollback.'
  const columns: readonly Column<RollbackView>[] = [
    { title: 'ID', text: (r) => r.id },
    { title: 'STATE', text: (r) => r.state },
    { title: 'SCOPE', text: (r) => (r.scope.kind === 'fleet' ? 'fleet' : `group ${r.scope.group}`) },
    { title: 'PROVED', text: (r) => `${r.proved} of ${r.hosts}` },
    { title: 'STARTED', text: (r) => describeAge(r.startedAt, style.now) },
    { title: 'WHO', text: (r) => r.actor, flexible: true },
    { title: 'REASON', text: (r) => r.reason, flexible: true },
  ]
  return renderTable(columns, rollbacks, style)
}
