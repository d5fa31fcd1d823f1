import type { QueryProblem } from '@goherd/host-query'
import { describeRefusal, type Refusal } from '@goherd/model'
import { GoherdError } from '../base/errors/index.js'

export function hostUnknown(name: string): GoherdError {
  return new GoherdError('not-found', 'host_unknown', {
    message: `there is no host ${name}`,
    hint: 'List the hosts and take a name from there.',
  })
}

/** The error for something that cannot be done to a host as things are. */
export function hostRefused(refusal: Refusal): GoherdError {
  const message = describeRefusal(refusal)
  switch (refusal.kind) {
    case 'role':
      return new GoherdError('forbidden', 'role_too_small', { message, hint: 'Ask an administrator.' })
    case 'offline':
      return new GoherdError('conflict', 'host_offline', {
        message,
        hint: 'Start goherd-agent on that host, or wait until it is back.',
      })
    case 'unmanaged':
      return new GoherdError('conflict', 'host_unmanaged', {
        message,
        hint: 'Enroll the host to another group.',
      })
    default:
      return new GoherdError('conflict', refusal.kind.replace('-', '_'), {
        message,
        hint: 'Look at the state of the fleet and decide again.',
      })
  }
}

export function snapshotUnknown(host: string, snapshot: string): GoherdError {
  return new GoherdError('not-found', 'snapshot_unknown', {
    message: `${host} has no snapshot ${snapshot}`,
    hint: 'Take one from the list of its snapshots.',
  })
}

export function snapshotEmpty(host: string, snapshot: string): GoherdError {
  return new GoherdError('conflict', 'snapshot_without_release', {
    message: `when snapshot ${snapshot} was taken, no managed Go was active on ${host}`,
    hint: 'Choose a snapshot that names a release.',
  })
}

/** Points at the place in `q` that does not follow the language. */
export function queryInvalid({ at, hint, length, message }: QueryProblem): GoherdError {
  return new GoherdError('invalid', 'query_invalid', {
    message,
    hint,
    issues: [{ path: 'q', message, at, length }],
  })
}

export function countMoved(expected: number, now: number): GoherdError {
  return new GoherdError('conflict', 'count_moved', {
    message: `the query fits ${now} ${now === 1 ? 'host' : 'hosts'} now, not ${expected}`,
    hint: 'Look at the list again, and confirm the new number.',
  })
}

export function labelsMissing(): GoherdError {
  return new GoherdError('invalid', 'labels_missing', {
    message: 'no label is set or taken away',
    hint: 'Give at least one in set or unset.',
  })
}
