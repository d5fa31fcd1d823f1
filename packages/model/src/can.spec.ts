import { describe, expect, it } from 'vitest'
import { ACTIONS, type Action, type ActionContext, describeRefusal, type Refusal, refuse } from './can.js'
import { ROLES, type Role, roleCovers } from './roles.js'
import { CONTROL_PHASES, ROLLOUT_CONTROLS, ROLLOUT_PHASE_KINDS } from './rollout-control.js'

const actions = Object.keys(ACTIONS).filter((key): key is Action => key in ACTIONS)
const frozen = { reason: 'bad Go' }

/** States of the world, each with all that is refused in it to somebody whose role is enough. */
const STATES: Readonly<
  Record<string, { context: Omit<ActionContext, 'role'>; not: Partial<Record<Action, Refusal['kind']>> }>
> = {
  'nothing known': { context: {}, not: {} },
  'all well': {
    context: {
      frozen: null,
      group: { managed: true },
      host: { online: true, managed: true },
      hosts: 3,
      release: { recalled: true },
    },
    not: { 'fleet.lift': 'not-frozen' },
  },
  frozen: {
    context: { frozen, hosts: 3 },
    not: {
      'group.set': 'frozen',
      'rollout.start': 'frozen',
      'drill.start': 'frozen',
      'fleet-file.apply': 'frozen',
      'fleet.freeze': 'frozen-already',
    },
  },
  'the catch-all group': {
    context: { frozen, group: { managed: false }, host: { online: true, managed: false } },
    not: {
      'group.set': 'unmanaged',
      'group.windows': 'unmanaged',
      'rollout.start': 'unmanaged',
      'drill.start': 'unmanaged',
      'fleet-file.apply': 'unmanaged',
      'host.rollback': 'unmanaged',
      'fleet.freeze': 'frozen-already',
    },
  },
  'an offline host': {
    context: { host: { online: false, managed: true } },
    not: { 'host.recheck': 'offline' },
  },
  'no hosts': { context: { hosts: 0 }, not: { 'rollback.start': 'no-hosts' } },
  'a release that is not recalled': {
    context: { release: { recalled: false } },
    not: { 'release.lift': 'release-not-recalled' },
  },
  'the last administrator steps down': {
    context: { person: { role: 'admin', admins: 1, to: 'viewer' } },
    not: { 'people.manage': 'last-admin' },
  },
  'one of two administrators steps down': {
    context: { person: { role: 'admin', admins: 2, to: 'viewer' } },
    not: {},
  },
  'the last administrator stays one': {
    context: { person: { role: 'admin', admins: 1, to: 'admin' } },
    not: {},
  },
}

const cells = Object.entries(STATES).flatMap(([state, { context, not }]) =>
  actions.flatMap((action) =>
    ROLES.map((role) => ({ state, action, role, context, kind: expected(action, role, not[action]) })),
  ),
)

function expected(action: Action, role: Role, byState: Refusal['kind'] | undefined) {
  return roleCovers(role, ACTIONS[action]) ? byState : 'role'
}

describe('refuse', () => {
  it.each(cells)('$state: $action as $role', ({ action, role, context, kind }) => {
    const refusal = refuse(action, { role, ...context })
    expect(refusal?.kind).toBe(kind)
    if (refusal) expect(describeRefusal(refusal)).toMatch(/^[a-z].*(;|frozen)/)
  })

  it('never lets a freeze, or anything else, stop an emergency rollback of hosts that are there', () => {
    for (const { context } of Object.values(STATES)) {
      expect(refuse('rollback.start', { role: 'operator', ...context, hosts: 3 })).toBeUndefined()
    }
  })

  it.each(ROLES.flatMap((role) => ROLES.map((wanted) => ({ role, wanted }))))(
    'a token as $wanted made by $role',
    ({ role, wanted }) => {
      const refusal = refuse('token.create', { role, token: { role: wanted } })
      expect(refusal).toEqual(
        roleCovers(role, wanted) ? undefined : { kind: 'role', need: wanted, have: role },
      )
    },
  )

  it.each([
    ['viewer', true, undefined],
    ['viewer', false, 'not-yours'],
    ['operator', false, 'not-yours'],
    ['admin', false, undefined],
  ] as const)('%s revokes a token that is their own: %s', (role, mine, kind) => {
    const refusal = refuse('token.revoke', { role, token: { mine } })
    expect(refusal?.kind).toBe(kind)
    if (refusal) expect(describeRefusal(refusal)).toContain('ask an administrator')
  })
})

describe('the commands of a rollout', () => {
  const grid = ROLLOUT_CONTROLS.flatMap((command) =>
    ROLLOUT_PHASE_KINDS.flatMap((phase) => ROLES.map((role) => ({ command, phase, role }))),
  )

  it.each(grid)('$command while $phase as $role', ({ command, phase, role }) => {
    const refusal = refuse(`rollout.${command}`, { role, rollout: { phase, paused: true, bad: 1 } })
    if (role === 'viewer') return expect(refusal?.kind).toBe('role')
    if (CONTROL_PHASES[command].includes(phase)) return expect(refusal).toBeUndefined()
    expect(refusal).toEqual({ kind: 'rollout', why: { kind: 'wrong-phase', phase, command } })
    expect(refusal && describeRefusal(refusal)).toMatch(/start a new one|watch it and try again/)
  })
})
