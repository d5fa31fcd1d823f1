import { describePolicy, writeWindow } from '@goherd/model'
import type { GroupView, RevisionView, SetDesiredResult } from '@goherd/protocol'
import { describeAge } from '../duration.js'
import type { Style } from '../output.js'
import { printable } from './printable.js'
import { type Column, renderFields, renderTable } from './table.js'

function byState(group: GroupView): string {
  return Object.entries(group.hosts.byState)
    .filter(([, count]) => count > 0)
    .map(([state, count]) => `${count} ${state}`)
    .join(', ')
}

/** The columns of a list of groups, the first one moved in by an indent. */
export function groupColumns(indent = ''): readonly Column<GroupView>[] {
  return [
    { title: `${indent}GROUP`, text: (g) => `${indent}${g.name}`, flexible: true },
    { title: 'RELEASE', text: (g) => g.desired?.release ?? (g.managed ? 'not set' : 'unmanaged') },
    { title: 'REVISION', text: (g) => (g.revision === null ? '–' : String(g.revision)), align: 'right' },
    { title: 'HOSTS', text: (g) => String(g.hosts.total), align: 'right' },
    { title: 'STATES', text: byState, flexible: true },
  ]
}

/** Groups as a table. */
export function groupsTable(groups: readonly GroupView[], style: Style): string {
  return groups.length === 0 ? 'No group.' : renderTable(groupColumns(), groups, style)
}

/** Settings one a line, ready to be compared with a go.env. */
function settingLines(settings: Readonly<Record<string, string>>): string {
  return Object.entries(settings)
    .map(([name, value]) => `  ${printable(`${name}=${value}`)}`)
    .join('\n')
}

/** One group. */
export function groupText(group: GroupView, { palette }: Style): string {
  const fields = renderFields(
    [
      ['group', palette.strong(group.name)],
      ['managed', group.managed ? 'yes' : 'no: the catch-all group changes nothing on its hosts'],
      ['release', group.desired?.release ?? (group.managed ? 'not set' : null)],
      ['revision', group.revision === null ? null : String(group.revision)],
      ['policy', describePolicy(group.desired?.policy ?? {}) || null],
      ['windows', group.windows.map(writeWindow).join('; ') || null],
      ['epoch', String(group.epoch)],
      ['hosts', `${group.hosts.total}${group.hosts.total > 0 ? ` (${byState(group)})` : ''}`],
    ],
    palette,
  )
  const settings = settingLines(group.desired?.settings ?? {})
  return settings === '' ? fields : `${fields}\n${palette.quiet('settings')}\n${settings}`
}

function revisionRemark(revision: RevisionView): string {
  return [revision.current ? 'current' : '', revision.goodAt === null ? '' : 'proved']
    .filter((word) => word !== '')
    .join(', ')
}

/** Revisions as a table, in the order given. */
export function historyTable(revisions: readonly RevisionView[], style: Style): string {
  if (revisions.length === 0) return 'No revision yet.'
  const columns: readonly Column<RevisionView>[] = [
    { title: 'REVISION', text: (r) => String(r.revision), align: 'right' },
    { title: 'RELEASE', text: (r) => r.release },
    { title: 'STATE', text: revisionRemark, paint: (r) => (r.current ? style.palette.good : undefined) },
    { title: 'WHEN', text: (r) => describeAge(r.createdAt, style.now) },
    { title: 'AUTHOR', text: (r) => r.author, flexible: true },
    {
      title: 'SETTINGS',
      text: (r) =>
        Object.entries(r.settings)
          .map(([name, value]) => `${name}=${value}`)
          .join(' '),
      flexible: true,
    },
    { title: 'REASON', text: (r) => r.reason, flexible: true },
  ]
  return renderTable(columns, revisions, style)
}

/** When stages of rollouts may start in a group, in one sentence. */
export function windowsText({ name, windows }: GroupView): string {
  const when = windows.length === 0 ? 'at any time' : windows.map(writeWindow).join('; ')
  return `Stages of rollouts start in ${name}: ${when}.`
}

/** What setting a group came to, in one sentence. */
export function setText(result: SetDesiredResult): string {
  const hosts = `${result.hosts} ${result.hosts === 1 ? 'host' : 'hosts'}`
  if (result.unchanged)
    return `${result.group} is at revision ${result.revision} (${result.release}) already; nothing changed.`
  return `${result.group} is set to ${result.release}: revision ${result.revision}, ${hosts}.`
}
