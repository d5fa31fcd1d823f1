import { createHash } from 'node:crypto'
import type { Accepted } from '@goherd/agent-core'
import { canonicalDesiredState, describeSettingRefusal, refuseSetting } from '@goherd/model'
import { type Assignment, assignment, type Failure } from '@goherd/protocol'
import { openSigned, type PinnedKey } from './open-signed.js'

/** What this host holds against an assignment. */
export interface Trust extends PinnedKey {
  readonly hostId: string
  readonly groupId: string
  /** `linux/amd64` and the like. */
  readonly platform: string
}

export type Verified =
  | { readonly ok: true; readonly accepted: Accepted }
  | { readonly ok: false; readonly error: Failure }

const REFUSALS = {
  malformed: 'assignment_malformed',
  'foreign-key': 'assignment_foreign_key',
  'bad-signature': 'assignment_bad_signature',
} as const

/**
 * Checks a compact JWS: signed with the pinned key, addressed to this host or its group, of a shape this agent understands, with
 * a revision digest that fits what it asks for, and with settings Goherd may manage. Whether its epoch is new is for agent-core
 * to say.
 */
export function verifyAssignment(jws: string, trust: Trust): Verified {
  const opened = openSigned(jws, trust)
  if (opened.kind !== 'opened') return refuse(REFUSALS[opened.kind], `the assignment ${opened.says}`)
  const read = assignment.safeParse(opened.body)
  if (!read.success) {
    const where = read.error.issues[0]?.path.join('.') ?? ''
    return refuse('assignment_malformed', `the assignment has a shape this agent does not know (${where})`)
  }
  return checkContent(read.data, trust)
}

function checkContent(content: Assignment, trust: Trust): Verified {
  const { scope, origin, desired } = content
  const mine = scope.kind === 'group' ? scope.groupId === trust.groupId : scope.hostId === trust.hostId
  if (!mine) return refuse('assignment_for_others', `the assignment is for another ${scope.kind}`)
  if (origin.kind === 'revision' && digestOf(canonicalDesiredState(desired)) !== origin.digest) {
    return refuse('assignment_digest_mismatch', `revision ${origin.number} is not what its digest says`)
  }
  for (const [name, value] of Object.entries(desired.settings)) {
    const refusal = refuseSetting(name, value)
    if (refusal !== undefined) return refuse('assignment_setting_refused', describeSettingRefusal(refusal))
  }
  const { epoch, urgent, reason } = content
  const archive = content.archives[trust.platform] ?? null
  const agent = content.agents?.[trust.platform]
  // A bundle of another version than the policy names is nothing that anybody asked for.
  const asked = agent !== undefined && agent.version === desired.policy?.agent ? { agent } : {}
  return { ok: true, accepted: { epoch, desired, archive, ...asked, origin, urgent, reason } }
}

function digestOf(text: string): string {
  return createHash('sha256').update(text).digest('hex')
}

function refuse(code: string, message: string): Verified {
  const hint =
    code === 'assignment_foreign_key' || code === 'assignment_bad_signature'
      ? 'Find out who sent it. If the server got a new signing key, enroll this host again.'
      : 'Nothing was changed. Update the agent if the server is newer, else look at the server.'
  return { ok: false, error: { code, message, hint } }
}
