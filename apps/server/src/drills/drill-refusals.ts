import { describeRefusal, type Refusal } from '@goherd/model'
import type { LastGood } from '@goherd/rollout-engine'
import { GoherdError } from '../base/errors/index.js'

/** The error for a drill that may not be started as things are. */
export function drillRefused(refusal: Refusal, group: string): GoherdError {
  const message = describeRefusal(refusal)
  switch (refusal.kind) {
    case 'role':
      return new GoherdError('forbidden', 'role_too_small', { message, hint: 'Ask an administrator.' })
    case 'frozen':
      return new GoherdError('conflict', 'fleet_frozen', {
        message,
        hint: 'Rehearse when the freeze is lifted: goherd lift',
      })
    default:
      return new GoherdError('conflict', 'group_unmanaged', {
        message: `${group} is the catch-all group, which manages nothing`,
        hint: 'Rehearse in another group.',
      })
  }
}

export function drillRunning(group: string, host: string): GoherdError {
  return new GoherdError('conflict', 'drill_running', {
    message: `a drill is under way in ${group}, on ${host}`,
    hint: 'Wait until it is through; it takes five minutes at most for each way.',
  })
}

/** The error for a group that has nowhere to go back to. */
export function nowhereBack(group: string, kind: Exclude<LastGood['kind'], 'proved'>): GoherdError {
  const why = {
    none: 'has no revision before its current one',
    'never-proved': 'has no earlier revision that all its live hosts had proved',
    'all-recalled': 'has no earlier revision whose release is not recalled',
  }
  return new GoherdError('conflict', 'no_earlier_revision', {
    message: `${group} ${why[kind]}`,
    hint: 'A drill needs a last good revision to go back to: rehearse after the next change of the group.',
  })
}

export function noHostToDrill(group: string, release: string): GoherdError {
  return new GoherdError('conflict', 'no_host_to_drill', {
    message: `no host of ${group} can rehearse the way back to ${release}: one is needed that is online, in sync, not kept as it is by somebody, and has that release on its own disk`,
    hint: "Look at the group's hosts; the policy's keep says how many releases stay on their disks.",
  })
}

export function drillMoved(group: string): GoherdError {
  return new GoherdError('conflict', 'revision_moved', {
    message: `${group} was set to something else meanwhile`,
    hint: 'Start the drill again.',
  })
}
