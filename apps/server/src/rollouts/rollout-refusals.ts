import { describeRefusal, type Refusal } from '@goherd/model'
import {
  type ControlRefusal,
  describeControlRefusal,
  describePolicyRefusal,
  type PolicyRefusal,
} from '@goherd/rollout-engine'
import { GoherdError } from '../base/errors/index.js'

export function rolloutUnknown(id: string): GoherdError {
  return new GoherdError('not-found', 'rollout_unknown', {
    message: `there is no rollout ${id}`,
    hint: 'List the rollouts and take an id from there.',
  })
}

/** The error for a rollout that cannot be carried out as it is asked for. */
export function policyRefused(refusal: PolicyRefusal): GoherdError {
  if (refusal.kind === 'no-hosts') return noHosts()
  return new GoherdError('invalid', 'rollout_refused', {
    message: describePolicyRefusal(refusal),
    hint: 'Change the stages, budgets or windows as it says, and plan again.',
  })
}

function noHosts(): GoherdError {
  return new GoherdError('conflict', 'no_hosts', {
    message: 'no host of the groups can be given the release',
    hint: 'Enroll hosts to these groups, or choose other groups.',
  })
}

export function gateUnknown(stage: number, gate: string): GoherdError {
  return new GoherdError('invalid', 'gate_unknown', {
    message: `stage ${stage + 1} names the gate ${gate}, which is not described`,
    hint: 'Describe it among the gates, or leave it out of the stage.',
    issues: [{ path: `stages.${stage}.gates`, message: `there is no gate ${gate}` }],
  })
}

export function gateTwice(gate: string): GoherdError {
  return new GoherdError('invalid', 'gate_twice', {
    message: `two gates have the name ${gate}`,
    hint: 'Give each gate a name of its own.',
  })
}

export function nothingToDo(groups: readonly string[]): GoherdError {
  return new GoherdError('conflict', 'nothing_to_do', {
    message: `${groups.join(', ')} ${groups.length === 1 ? 'is' : 'are'} assigned exactly that already`,
    hint: 'Change the release, a setting or the policy; hosts that differ show as drift.',
  })
}

export function groupUnmanaged(name: string): GoherdError {
  return new GoherdError('conflict', 'group_unmanaged', {
    message: `${name} is the catch-all group, which manages nothing`,
    hint: 'Choose other groups, and enroll hosts to those.',
  })
}

export function revisionUnknown(revision: number): GoherdError {
  return new GoherdError('not-found', 'revision_unknown', {
    message: `there is no revision ${revision}`,
    hint: "Take a number from the group's history.",
  })
}

export function planStale(): GoherdError {
  return new GoherdError('conflict', 'plan_stale', {
    message: 'the plan that was seen is no longer what would happen',
    hint: 'Plan the rollout again, look at it, and start that.',
  })
}

export function busy(): GoherdError {
  return new GoherdError('conflict', 'rollout_busy', {
    message: 'the rollout moved on at every try',
    hint: 'Look where it stands and try again.',
  })
}

/** The error for a rollout that may not be started now. */
export function startRefused(refusal: Refusal): GoherdError {
  const message = describeRefusal(refusal)
  if (refusal.kind === 'role') {
    return new GoherdError('forbidden', 'role_too_small', { message, hint: 'Ask an administrator.' })
  }
  return new GoherdError('conflict', refusal.kind === 'frozen' ? 'fleet_frozen' : 'rollout_refused', {
    message,
    hint: 'Lift the freeze when the fleet may move again: goherd lift, or the banner of the dashboard.',
  })
}

const CODES = {
  'wrong-phase': 'rollout_wrong_phase',
  'not-paused': 'rollout_not_paused',
  'nothing-to-retry': 'nothing_to_retry',
  'no-approval-needed': 'no_approval_needed',
  'other-plan': 'other_plan',
  'approved-already': 'approved_already',
  recalled: 'release_recalled',
} as const satisfies Record<ControlRefusal['kind'], string>

const HINTS = {
  'wrong-phase': 'Look where the rollout stands; its commands say what makes sense now.',
  'not-paused': 'Nothing has to be resumed.',
  'nothing-to-retry': 'Wait for its hosts, or look at their pages.',
  'no-approval-needed': 'It goes on by itself.',
  'other-plan': 'Look at the plan of this rollout, and approve its hash.',
  'approved-already': 'Ask somebody else to look and approve.',
  recalled: 'Lift the recall when the release is good after all, or abort.',
} as const satisfies Record<ControlRefusal['kind'], string>

/** The error for a command that makes no sense now. */
export function controlRefused(refusal: ControlRefusal): GoherdError {
  return new GoherdError('conflict', CODES[refusal.kind], {
    message: describeControlRefusal(refusal),
    hint: HINTS[refusal.kind],
  })
}
