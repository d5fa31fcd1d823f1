import { describeContext, describeFoundGo, type EffectiveGo } from '@goherd/model'
import type { HostDetail, HostEvent, HostView } from '@goherd/protocol'
import { describeAge, describeDuration } from '../duration.js'
import type { Style } from '../output.js'
import { stateMark, stateTone } from './host-state-mark.js'
import type { Palette } from './palette.js'
import { printable } from './printable.js'
import { type Column, renderFields, renderTable } from './table.js'

function remark(host: HostView): string {
  if (host.error) return `${host.error.code}: ${host.error.message}`
  const drift = host.drift.map((d) => `${d.kind}: ${d.reason}`)
  return [...(host.maintenance ? [holdText(host.maintenance)] : []), ...drift].join('; ')
}

function holdText({ by, until, reason }: NonNullable<HostView['maintenance']>): string {
  return `held by ${by} until ${until}: ${reason}`
}

const SOURCES: Readonly<Partial<Record<NonNullable<HostView['goSource']>['origin'], string>>> = {
  managed: 'managed',
  none: 'none on PATH',
}

/** Where builds of a host get their go from, short: `managed`, or the program's path. */
function sourceText({ goSource }: HostView): string {
  return goSource === null ? '–' : (SOURCES[goSource.origin] ?? goSource.path ?? goSource.origin)
}

function hostColumns(palette: Palette): readonly Column<HostView>[] {
  return [
    { title: 'HOST', text: (h) => h.name, flexible: true },
    { title: 'GROUP', text: (h) => h.group, flexible: true, spare: true },
    { title: 'STATE', text: (h) => stateMark(h.state), paint: (h) => stateTone(h.state, palette) },
    { title: 'WANTED', text: (h) => h.wanted ?? '–' },
    { title: 'ACTUAL', text: (h) => h.actual ?? '–' },
    { title: 'GO FROM', text: sourceText, flexible: true, spare: true },
    { title: 'WHY', text: remark, flexible: true },
  ]
}

/** Hosts as a table, one a line. */
export function hostsTable(hosts: readonly HostView[], style: Style): string {
  if (hosts.length === 0) return 'No host.'
  return renderTable(hostColumns(style.palette), hosts, style)
}

/** Why a host differs: what was expected, what was found, and the sentence about it. */
export function driftExplained(host: HostView, { palette }: Style): string {
  return host.drift
    .map((d) =>
      [
        `${palette.attention(d.kind)}  ${printable(d.reason)}`,
        `  expected  ${printable(d.expected)}`,
        `  found     ${printable(d.found)}`,
        ...(d.fix === undefined ? [] : [`  fix       ${printable(d.fix)}`]),
      ].join('\n'),
    )
    .join('\n')
}

function snapshotsTable(host: HostDetail, style: Style): string {
  return renderTable(
    [
      { title: 'SNAPSHOT', text: (s) => s.id },
      { title: 'RELEASE', text: (s) => s.release ?? '–' },
      { title: 'TAKEN', text: (s) => describeAge(s.takenAt, style.now) },
      { title: 'WHY', text: (s) => s.reason, flexible: true },
    ],
    host.observed?.snapshots ?? [],
    style,
  )
}

function wantedText(host: HostDetail): string | null {
  if (host.wanted === null) return null
  const from = host.wantedFrom
  const origin =
    from === null ? '' : from.kind === 'revision' ? ` (revision ${from.number})` : ` (snapshot ${from.id})`
  return `${host.wanted}${origin}`
}

function settingsText(settings: Readonly<Record<string, string>>): string {
  return Object.entries(settings)
    .map(([name, value]) => `${name}=${value}`)
    .join(' ')
}

function errorText(host: HostDetail, { palette }: Style): string | null {
  return host.error && palette.bad(printable(`${host.error.code}: ${host.error.message} ${host.error.hint}`))
}

/** What the agent does now, with the time that a hold or a drain has left. */
function doingText({ phase }: HostDetail, { now }: Style): string | null {
  if (phase.kind === 'idle') return null
  const builds = phase.builds === undefined ? '' : `, waits for ${phase.builds} running builds`
  const until = phase.until === undefined ? '' : `, ends ${describeAge(phase.until, now)}`
  return `${phase.kind}${builds}${until}`
}

function contextsTable({ contexts }: EffectiveGo, style: Style): string {
  return renderTable(
    [
      { title: 'WHAT BUILDS RUN IN', text: describeContext, flexible: true },
      { title: 'GO', text: ({ go }) => (go === null ? 'none on PATH' : describeFoundGo(go)), flexible: true },
    ],
    contexts,
    style,
  )
}

/** One host with everything its page would show first. */
export function hostText(host: HostDetail, style: Style): string {
  const { palette } = style
  const fields = renderFields(
    [
      ['host', palette.strong(host.name)],
      ['group', host.group],
      ['state', stateTone(host.state, palette)(stateMark(host.state))],
      ['wanted', wantedText(host)],
      ['actual', host.actual],
      ['settings', printable(settingsText(host.wantedSettings))],
      ['proved by digest', host.proved ? 'yes' : 'no'],
      ['go comes from', printable(sourceText(host))],
      ['held', host.maintenance && palette.attention(printable(holdText(host.maintenance)))],
      ['doing', doingText(host, style)],
      ['error', errorText(host, style)],
      ['installed', host.observed?.installed.map((r) => r.release).join(', ')],
      ['platform', host.platform],
      ['root', printable(host.root)],
      ['agent', printable(host.agentVersion)],
      ['last seen', host.online ? 'connected' : host.lastSeenAt && describeAge(host.lastSeenAt, style.now)],
      ['labels', printable(settingsText(host.labels))],
    ],
    palette,
  )
  const parts = [fields]
  if (host.drift.length > 0)
    parts.push(`${palette.strong('Why this is drift')}\n${driftExplained(host, style)}`)
  const effective = host.observed?.effective
  if (effective !== undefined && effective.contexts.length > 0) parts.push(contextsTable(effective, style))
  if ((host.observed?.snapshots.length ?? 0) > 0) parts.push(snapshotsTable(host, style))
  return parts.join('\n\n')
}

/** What happened on a host, in the order given. */
export function timelineTable(events: readonly HostEvent[], style: Style): string {
  if (events.length === 0) return 'Nothing has happened yet.'
  const columns: readonly Column<HostEvent>[] = [
    { title: 'WHEN', text: (e) => describeAge(e.at, style.now) },
    { title: 'WHAT', text: (e) => e.kind, paint: (e) => (e.error ? style.palette.bad : undefined) },
    { title: 'RELEASE', text: (e) => e.release ?? '' },
    {
      title: 'TOOK',
      text: (e) => (e.durationMs === undefined ? '' : describeDuration(e.durationMs)),
      align: 'right',
    },
    {
      title: 'MESSAGE',
      text: (e) => (e.error ? `${e.message} (${e.error.code}: ${e.error.message})` : e.message),
      flexible: true,
    },
  ]
  return renderTable(columns, events, style)
}
