import { describeRefusal, type Refusal } from '@goherd/model'
import { describeRollbackRefusal, type RollbackRefusal } from '@goherd/rollout-engine'
import { GoherdError } from '../base/errors/index.js'

/** The error for a rollback that cannot be planned. */
export function planRefused(refusal: RollbackRefusal): GoherdError {
  const message = describeRollbackRefusal(refusal)
  switch (refusal.kind) {
    case 'no-hosts':
      return new GoherdError('conflict', 'no_hosts', {
        message,
        hint: 'Enroll a host, or choose another scope.',
      })
    case 'no-earlier-revision':
      return new GoherdError('conflict', 'no_earlier_revision', {
        message,
        hint: "Name a revision from the group's history.",
      })
    case 'earlier-ones-recalled':
      return new GoherdError('conflict', 'release_recalled', {
        message,
        hint: 'Lift the recall of the one that is good after all: goherd releases lift RELEASE',
      })
    case 'recalled-release':
      return new GoherdError('conflict', 'release_recalled', {
        message,
        hint: `Name a revision with another release, or lift the recall: goherd releases lift ${refusal.release}`,
      })
    case 'nothing-assigned':
      return new GoherdError('conflict', 'nothing_assigned', {
        message,
        hint: 'Set a desired state for the group first.',
      })
    case 'unknown-revision':
      return new GoherdError('not-found', 'revision_unknown', {
        message,
        hint: "Take a number from the group's history.",
      })
  }
}

/** The error for a rollback that may not be started. */
export function startRefused(refusal: Refusal): GoherdError {
  const message = describeRefusal(refusal)
  return refusal.kind === 'role'
    ? new GoherdError('forbidden', 'role_too_small', { message, hint: 'Ask an administrator.' })
    : new GoherdError('conflict', 'no_hosts', { message, hint: 'Enroll a host, or choose another scope.' })
}

export function groupUnmanaged(name: string): GoherdError {
  return new GoherdError('conflict', 'group_unmanaged', {
    message: `${name} is the catch-all group, which manages nothing`,
    hint: 'Choose another group, or the whole fleet.',
  })
}

export function planExpired(why: string): GoherdError {
  return new GoherdError('gone', 'plan_expired', {
    message: `the plan ${why}`,
    hint: 'Plan the rollback again, look at it, and start it within a minute.',
  })
}

export function planStale(): GoherdError {
  return new GoherdError('conflict', 'plan_stale', {
    message: 'the fleet was assigned something else since the rollback was planned',
    hint: 'Plan the rollback again: who changes may be different now.',
  })
}

export function confirmMismatch(expected: string): GoherdError {
  return new GoherdError('invalid', 'confirm_mismatch', {
    message: 'the confirmation does not fit the plan',
    hint: `Type exactly: ${expected}`,
    issues: [{ path: 'confirm', message: `type ${expected}` }],
  })
}

export function rollbackUnknown(id: string): GoherdError {
  return new GoherdError('not-found', 'rollback_unknown', {
    message: `there is no rollback ${id}`,
    hint: 'List the rollbacks and take an id from there.',
  })
}
