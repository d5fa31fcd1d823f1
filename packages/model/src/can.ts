import { type Role, roleCovers } from './roles.js'

/** Everything a person can do that changes something, and the least role for it. */
export const ACTIONS = {
  'group.create': 'operator',
  'group.set': 'operator',
  'host.recheck': 'operator',
  'host.rollback': 'operator',
  'rollback.start': 'operator',
  'fleet.lift': 'operator',
  'fleet.freeze': 'operator',
  'fleet-file.apply': 'operator',
  'rollout.start': 'operator',
  'rollout.control': 'operator',
  'rollout.approve': 'operator',
  'release.recall': 'operator',
  'drill.start': 'operator',
  'drill.schedule': 'operator',
  'webhook.manage': 'admin',
  'releases.sync': 'operator',
  'enrollment.create': 'operator',
  'enrollment.revoke': 'operator',
  'people.manage': 'admin',
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

/** May this be done now? undefined means yes; otherwise the first reason against it. Shared by API, dashboard and CLI. */
export function refuse(action: Action, context: ActionContext): Refusal | undefined {
  const need = ACTIONS[action]
  if (!roleCovers(context.role, need)) return { kind: 'role', need, have: context.role }
  return refuseByState(action, context)
}

function refuseByState(action: Action, { frozen, group, host, hosts }: ActionContext): Refusal | undefined {
  switch (action) {
    case 'group.set':
      if (group && !group.managed) return { kind: 'unmanaged' }
      return frozen ? { kind: 'frozen', reason: frozen.reason } : undefined
    case 'host.recheck':
      return host && !host.online ? { kind: 'offline' } : undefined
    case 'host.rollback':
      return host && !host.managed ? { kind: 'unmanaged' } : undefined
    case 'rollback.start':
      return hosts === 0 ? { kind: 'no-hosts' } : undefined
    case 'fleet.freeze':
      return frozen ? { kind: 'frozen-already' } : undefined
    // Stopping needs no state; whether a command makes sense now is the rollout engine's to say.
    case 'rollout.control':
    case 'rollout.approve':
      return undefined
    case 'rollout.start':
    case 'drill.start':
    case 'fleet-file.apply':
      if (group && !group.managed) return { kind: 'unmanaged' }
      return frozen ? { kind: 'frozen', reason: frozen.reason } : undefined
    case 'fleet.lift':
      return frozen === null ? { kind: 'not-frozen' } : undefined
    case 'group.create':
    case 'releases.sync':
    case 'enrollment.create':
    case 'enrollment.revoke':
    case 'people.manage':
    case 'token.manage-any':
    case 'release.recall':
    case 'drill.schedule':
    case 'webhook.manage':
      return undefined
  }
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
  }
}
