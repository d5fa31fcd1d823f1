import { describe, expect, it } from 'vitest'
import { ACTIONS, type Action, type ActionContext, describeRefusal, type Refusal, refuse } from './can.js'
import { ROLES, roleCovers } from './roles.js'

const actions = Object.keys(ACTIONS).filter((key): key is Action => key in ACTIONS)

describe('refuse', () => {
  for (const action of actions) {
    it(`${action} needs ${ACTIONS[action]} and nothing less`, () => {
      for (const role of ROLES) {
        const refusal = refuse(action, { role })
        const covered = roleCovers(role, ACTIONS[action])
        expect(refusal?.kind === 'role').toBe(!covered)
      }
    })
  }

  it.each<[Action, Partial<ActionContext>, Refusal['kind']]>([
    ['group.set', { group: { managed: false } }, 'unmanaged'],
    ['group.set', { frozen: { reason: 'bad Go' } }, 'frozen'],
    ['host.recheck', { host: { online: false, managed: true } }, 'offline'],
    ['host.rollback', { host: { online: true, managed: false } }, 'unmanaged'],
    ['rollback.start', { hosts: 0 }, 'no-hosts'],
    ['fleet.lift', { frozen: null }, 'not-frozen'],
  ])('%s with %o is refused: %s', (action, context, kind) => {
    const refusal = refuse(action, { role: 'admin', ...context })
    expect(refusal?.kind).toBe(kind)
    if (refusal) expect(describeRefusal(refusal)).toMatch(/[;:]|not frozen/)
  })

  it('never lets a freeze stop a rollback', () => {
    expect(
      refuse('rollback.start', { role: 'operator', frozen: { reason: 'bad Go' }, hosts: 3 }),
    ).toBeUndefined()
    expect(refuse('host.rollback', { role: 'operator', frozen: { reason: 'bad Go' } })).toBeUndefined()
  })
})
