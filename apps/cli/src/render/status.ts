import type { HostState } from '@goherd/model'
import type { FleetStatus } from '@goherd/protocol'
import { describeAge } from '../duration.js'
import type { Style } from '../output.js'
import { stateMark, stateTone } from './host-state-mark.js'
import { printable } from './printable.js'
import { type Column, renderTable } from './table.js'

type Counts = FleetStatus['hosts']

const COUNT_OF: Readonly<Record<HostState, keyof Counts>> = {
  'in-sync': 'inSync',
  updating: 'updating',
  drifted: 'drifted',
  failed: 'failed',
  offline: 'offline',
  unmanaged: 'unmanaged',
}
const ORDER: readonly HostState[] = ['in-sync', 'updating', 'drifted', 'failed', 'offline', 'unmanaged']

/** `2 of 3 hosts match. 1 drifted.` The first number is never rounded. */
export function statusSentence({ hosts, unsupported }: Pick<FleetStatus, 'hosts' | 'unsupported'>): string {
  if (hosts.total === 0) return 'No host is enrolled yet.'
  const rest = ORDER.filter((state) => state !== 'in-sync' && hosts[COUNT_OF[state]] > 0).map(
    (state) => `${hosts[COUNT_OF[state]]} ${state}`,
  )
  if (unsupported > 0) rest.push(`${unsupported} on an unsupported Go`)
  const match = `${hosts.inSync} of ${hosts.total} ${hosts.total === 1 ? 'host matches' : 'hosts match'}.`
  return rest.length === 0 ? match : `${match} ${rest.join(', ')}.`
}

function countsLine({ hosts }: FleetStatus, { palette }: Style): string {
  return ORDER.filter((state) => hosts[COUNT_OF[state]] > 0)
    .map((state) => stateTone(state, palette)(`${stateMark(state)} ${hosts[COUNT_OF[state]]}`))
    .join('   ')
}

type ReleaseCount = FleetStatus['releases'][number]

const RELEASE_COLUMNS: readonly Column<ReleaseCount>[] = [
  { title: 'RELEASE', text: (r) => r.release },
  { title: 'HOSTS', text: (r) => String(r.hosts), align: 'right' },
  { title: 'WANTED', text: (r) => (r.wanted ? 'yes' : '') },
  { title: 'SUPPORT', text: (r) => r.support },
]

/** The fleet at a glance. */
export function statusText(status: FleetStatus, style: Style): string {
  const { palette } = style
  const parts = [statusSentence(status)]
  if (status.hosts.total > 0) parts.push(countsLine(status, style))
  if (status.freeze) {
    const { reason, by, since } = status.freeze
    const text = `FROZEN by ${printable(by)} ${describeAge(since, style.now)}: ${printable(reason)}. Lift it: goherd lift`
    parts.push(palette.attention(text))
  }
  for (const id of status.runningRollbacks) parts.push(palette.busy(`rollback ${printable(id)} is running`))
  for (const { id, sentence, paused } of status.runningRollouts) {
    const text = `rollout ${printable(id)}: ${printable(sentence)}`
    parts.push(paused ? palette.attention(text) : palette.busy(text))
  }
  if (status.releases.length > 0) parts.push('', renderTable(RELEASE_COLUMNS, status.releases, style))
  return parts.join('\n')
}
