import { WEBHOOK_EVENTS } from '@goherd/protocol'
import { expect, it } from 'vitest'
import { pageOf } from './page-of.js'

it('has a page for every event', () => {
  const pages = Object.fromEntries(WEBHOOK_EVENTS.map((type) => [type.split('.')[0], pageOf(type, 'a/b')]))
  expect(pages).toEqual({
    rollout: '/rollouts/a%2Fb',
    rollback: '/rollback/a%2Fb',
    fleet: '/',
    release: '/releases',
    drill: '/',
  })
})
