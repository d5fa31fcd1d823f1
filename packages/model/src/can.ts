import { type Role, roleCovers } from './roles.js'
import {
  type ControlRefusal,
  describeControlRefusal,
  type RolloutStanding,
  refuseControl,
} from './rollout-control.js'

/** Everything a person can do that changes something, and the least role for it. */
export const ACTIONS = {
  'group.create': 'operator',
  'group.set': 'operator',
  'group.windows': 'operator',
  'host.recheck': 'operator',
  'host.label': 'operator',
  'host.remove': 'operator',
  'host.rollback': 'operator',
  'rollback.plan': 'operator',
  'rollback.start': 'operator',
  'fleet.lift': 'operator',
  'fleet.freeze': 'operator',
  'fleet-file.apply': 'operator',
  'rollout.start': 'operator',
  'rollout.pause': 'operator',
  'rollout.resume': 'operator',
  'rollout.promote': 'operator',
  'rollout.approve': 'operator',
  'rollout.retry': 'operator',
  'rollout.abort': 'operator',
  'release.recall': 'operator',
  'release.lift': 'operator',
  'drill.start': 'operator',
  'drill.schedule': 'operator',
  'webhook.manage': 'admin',
  'releases.sync': 'operator',
  'mirror.manage': 'admin',
  'mirror.test': 'operator',
  'view.share': 'operator',
  'enrollment.create': 'operator',
  'enrollment.revoke': 'operator',
  'people.manage': 'admin',
  'token.create': 'viewer',
  'token.revoke': 'viewer',
  'token.manage-any': 'admin',
} as const satisfies Record<string, Role>
export type Action = keyof typeof ACTIONS

/** What the answer depends on besides the role. Leave out what is not known or does not apply. */
export interface ActionContext {
  readonly role: Role
  readonly frozen?: { readonly reason: string } | null
  readonly group?: { readonly managed: boolean }
  readonly host?: { readonly online: boolean; readonly managed: boolean }
  readonly hosts?: number
  readonly rollout?: RolloutStanding
  readonly release?: { readonly recalled: boolean }
  /** `admins`: how many people can manage people now; `to`: the role that the person shall have. */
  readonly person?: { readonly role: Role; readonly admins: number; readonly to: Role }
  /** The API token that is made, or revoked. */
  readonly token?: { readonly role: Role } | { readonly mine: boolean }
}

/** Why an action is not possible now. */
export type Refusal =
  | { readonly kind: 'role'; readonly need: Role; readonly have: Role }
  | { readonly kind: 'frozen'; readonly reason: string }
  | { readonly kind: 'unmanaged' }
  | { readonly kind: 'offline' }
  | { readonly kind: 'no-hosts' }
  | { readonly kind: 'not-frozen' }
  | { readonly kind: 'frozen-already' }
  | { readonly kind: 'release-not-recalled' }
  | { readonly kind: 'last-admin' }
  | { readonly kind: 'not-yours' }
  | { readonly kind: 'rollout'; readonly why: ControlRefusal }

/** May this be done now? undefined means yes; otherwise the first reason against it. Shared by API, dashboard and CLI. */
export function refuse(action: Action, context: ActionContext): Refusal | undefined {
  const need = ACTIONS[action]
  if (!roleCovers(context.role, need)) return { kind: 'role', need, have: context.role }
  return STATE_RULES[action]?.(context)
}

/** What in the state of things stands against an action; an action that is not here needs no more than its role. */
type StateRule = (context: ActionContext) => Refusal | undefined

const unlessManaged: StateRule = ({ group }) => (group?.managed === false ? { kind: 'unmanaged' } : undefined)
const unlessFrozen: StateRule = ({ frozen }) =>
  frozen ? { kind: 'frozen', reason: frozen.reason } : undefined
const unlessBoth: StateRule = (context) => unlessManaged(context) ?? unlessFrozen(context)
const control =
  (command: Parameters<typeof refuseControl>[0]['command']): StateRule =>
  ({ rollout }) => {
    const why = rollout && refuseControl({ command }, rollout)
    return why && { kind: 'rollout', why }
  }

const STATE_RULES: Readonly<Partial<Record<Action, StateRule>>> = {
  'group.set': unlessBoth,
  'group.windows': unlessManaged,
  'rollout.start': unlessBoth,
  'drill.start': unlessBoth,
  'fleet-file.apply': unlessBoth,
  'host.recheck': ({ host }) => (host?.online === false ? { kind: 'offline' } : undefined),
  'host.rollback': ({ host }) => (host?.managed === false ? { kind: 'unmanaged' } : undefined),
  'rollback.start': ({ hosts }) => (hosts === 0 ? { kind: 'no-hosts' } : undefined),
  'fleet.freeze': ({ frozen }) => (frozen ? { kind: 'frozen-already' } : undefined),
  'fleet.lift': ({ frozen }) => (frozen === null ? { kind: 'not-frozen' } : undefined),
  'release.lift': ({ release }) =>
    release?.recalled === false ? { kind: 'release-not-recalled' } : undefined,
  'people.manage': ({ person }) =>
    person?.role === 'admin' && person.to !== 'admin' && person.admins <= 1
      ? { kind: 'last-admin' }
      : undefined,
  // A token never reaches further than the person who makes it.
  'token.create': ({ role, token }) =>
    token && 'role' in token && !roleCovers(role, token.role)
      ? { kind: 'role', need: token.role, have: role }
      : undefined,
  'token.revoke': ({ role, token }) =>
    token && 'mine' in token && !token.mine && refuse('token.manage-any', { role })
      ? { kind: 'not-yours' }
      : undefined,
  'rollout.pause': control('pause'),
  'rollout.resume': control('resume'),
  'rollout.promote': control('promote'),
  'rollout.approve': control('approve'),
  'rollout.retry': control('retry'),
  'rollout.abort': control('abort'),
}

/** One sentence for a refusal, ending in what would help. */
export function describeRefusal(refusal: Refusal): string {
  switch (refusal.kind) {
    case 'role':
      return `this needs the role ${refusal.need}, you are ${refusal.have}; ask an administrator`
    case 'frozen':
      return `the fleet is frozen (${refusal.reason}); lift the freeze first`
    case 'unmanaged':
      return 'the catch-all group manages nothing; move the host to a group first'
    case 'offline':
      return 'the host is offline; it will be asked when it is back'
    case 'no-hosts':
      return 'no managed host is enrolled; enroll one first'
    case 'not-frozen':
      return 'the fleet is not frozen'
    case 'frozen-already':
      return 'the fleet is frozen already'
    case 'release-not-recalled':
      return 'the release is not recalled; there is nothing to lift'
    case 'last-admin':
      return 'this is the last administrator; make somebody else one first'
    case 'not-yours':
      return 'the token belongs to another person; ask an administrator'
    case 'rollout':
      return describeControlRefusal(refusal.why)
  }
}
