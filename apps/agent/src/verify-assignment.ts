import { createHash, createPublicKey, verify } from 'node:crypto'
import type { Accepted } from '@goherd/agent-core'
import { canonicalDesiredState, describeSettingRefusal, refuseSetting } from '@goherd/model'
import { type Assignment, assignment, type Failure } from '@goherd/protocol'
import { z } from 'zod'

/** What this host holds against an assignment. */
export interface Trust {
  /** Ed25519 public key pinned at enrollment, SPKI in base64, and its id. */
  readonly signingKey: string
  readonly keyId: string
  readonly hostId: string
  readonly groupId: string
  /** `linux/amd64` and the like. */
  readonly platform: string
}

export type Verified =
  | { readonly ok: true; readonly accepted: Accepted }
  | { readonly ok: false; readonly error: Failure }

const header = z.object({ alg: z.literal('EdDSA'), kid: z.string(), crit: z.undefined().optional() })

/**
 * Checks a compact JWS: signed with the pinned key, addressed to this host or its group, of a shape this agent understands, with
 * a revision digest that fits what it asks for, and with settings Goherd may manage. Whether its epoch is new is for agent-core
 * to say.
 */
export function verifyAssignment(jws: string, trust: Trust): Verified {
  const [head, body, signature, ...more] = jws.split('.')
  if (head === undefined || body === undefined || signature === undefined || more.length > 0) {
    return refuse('assignment_malformed', 'the assignment is not a compact JWS')
  }
  const known = header.safeParse(readJson(head))
  if (!known.success) return refuse('assignment_malformed', 'the assignment is not signed with EdDSA')
  if (known.data.kid !== trust.keyId) {
    return refuse(
      'assignment_foreign_key',
      `the assignment is signed with key ${known.data.kid.slice(0, 64)}`,
    )
  }
  if (!isSigned(`${head}.${body}`, signature, trust.signingKey)) {
    return refuse('assignment_bad_signature', 'the signature of the assignment is wrong')
  }
  const read = assignment.safeParse(readJson(body))
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

function isSigned(text: string, signature: string, signingKey: string): boolean {
  try {
    const key = createPublicKey({ key: Buffer.from(signingKey, 'base64'), type: 'spki', format: 'der' })
    return (
      key.asymmetricKeyType === 'ed25519' &&
      verify(null, Buffer.from(text), key, Buffer.from(signature, 'base64url'))
    )
  } catch (cause) {
    // A pinned key that is no key at all signs nothing.
    if (cause instanceof Error && 'code' in cause) return false
    throw cause
  }
}

function readJson(part: string): unknown {
  try {
    return JSON.parse(Buffer.from(part, 'base64url').toString('utf8'))
  } catch (cause) {
    if (cause instanceof SyntaxError) return undefined
    throw cause
  }
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
