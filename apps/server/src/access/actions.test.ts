import { ACTIONS, type Action, type Role, roleCovers } from '@goherd/model'
import { METHOD_METADATA } from '@nestjs/common/constants.js'
import { ModulesContainer } from '@nestjs/core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startTestServer, type TestServer } from '../testing/index.js'
import { ALLOW, ALLOW_ACTIONS } from './allow.js'

/** Actions that no route of their own stands for: asked of the table behind a route that others use as well. */
const BEHIND: readonly Action[] = ['token.manage-any']

let server: TestServer
beforeAll(async () => {
  server = await startTestServer()
})
afterAll(() => server.close())

interface Handler {
  readonly name: string
  readonly role: Role | { readonly open: string } | undefined
  readonly actions: readonly Action[]
}

/** Every method of a controller that answers a route, with what its decorators say. */
function handlers(): Handler[] {
  const controllers = [...server.app.get(ModulesContainer).values()].flatMap((module) => [
    ...module.controllers.values(),
  ])
  return controllers.flatMap(({ metatype }) => {
    if (typeof metatype !== 'function') return []
    const type = metatype
    return Object.getOwnPropertyNames(type.prototype).flatMap((name) => {
      const method: unknown = Reflect.get(type.prototype, name)
      if (typeof method !== 'function' || !Reflect.hasMetadata(METHOD_METADATA, method)) return []
      const said = (key: string) => Reflect.getMetadata(key, method) ?? Reflect.getMetadata(key, type)
      return [{ name: `${type.name}.${name}`, role: said(ALLOW), actions: said(ALLOW_ACTIONS) ?? [] }]
    })
  })
}

describe('what routes need and the table of actions', () => {
  it('every route of more than a viewer names its actions, and has the role that the table gives them', () => {
    const guarded = handlers().filter(({ role }) => typeof role === 'string' && role !== 'viewer')
    expect(guarded.length).toBeGreaterThan(15)
    for (const { name, role, actions } of guarded) {
      expect(actions, `${name} needs ${String(role)}: it has to say for which action`).not.toEqual([])
      const needs = actions.map((action) => ACTIONS[action])
      expect(needs, name).toContain(role)
      // Of several the weakest opens the route.
      expect(
        needs.every((need) => roleCovers(need, typeof role === 'string' ? role : 'admin')),
        name,
      ).toBe(true)
    }
  })

  it('every action of the table has a route, or stands behind one', () => {
    const named = new Set(handlers().flatMap(({ actions }) => actions))
    const without = Object.keys(ACTIONS).filter((key): key is Action => key in ACTIONS)
    expect(without.filter((action) => !named.has(action)).toSorted()).toEqual(BEHIND.toSorted())
  })
})
