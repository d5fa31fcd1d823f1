import type { PhaseKind } from '@goherd/model'
import type { HostView } from '@goherd/protocol'
import { count, formatBytes, truncatedPercent } from '../../ui/quantities'

const DOING: Readonly<Record<PhaseKind, string>> = {
  idle: 'waiting for the host’s report',
  waiting: 'waiting to start',
  held: 'held by somebody on the host',
  downloading: 'downloading',
  unpacking: 'unpacking',
  draining: 'waiting for running builds',
  switching: 'switching',
  checking: 'checking',
  failed: 'the change failed',
}

/** What the agent does, with how far it is where it moves bytes: `downloading go1.22.12, 41 % of 66.2 MB`. */
export function describePhase({ kind, release, done, total, builds }: HostView['phase']): string {
  if (kind === 'draining') {
    const whom = builds === undefined ? 'running builds' : count(builds, 'running build')
    return `waiting for ${whom} before the switch${release === undefined ? '' : ` to ${release}`}`
  }
  const what = release === undefined ? DOING[kind] : `${DOING[kind]} ${release}`
  if (done === undefined || total === undefined || total === 0) return what
  return `${what}, ${truncatedPercent(done, total)} % of ${formatBytes(total)}`
}

/** Why a host is in the state it is in, in one line. */
export function headline(host: HostView): string {
  const { maintenance } = host
  if (maintenance !== null && host.online) return `held by ${maintenance.by}: ${maintenance.reason}`
  switch (host.state) {
    case 'in-sync':
      return host.proved ? 'matches, proved by digest' : 'matches'
    case 'updating':
      return describePhase(host.phase)
    case 'drifted':
      return host.drift.map(({ reason }) => reason).join('; ')
    case 'failed': {
      const error = host.error ?? host.phase.error
      return error === undefined || error === null ? DOING.failed : `${error.message}. ${error.hint}`
    }
    case 'offline':
      return 'the agent does not answer; it gets what is wanted when it is back'
    case 'unmanaged':
      return `group ${host.group} manages nothing`
  }
}
