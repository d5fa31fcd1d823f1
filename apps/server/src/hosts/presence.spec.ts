import { expect, it } from 'vitest'
import { Presence } from './presence.js'

it('saves a host once, as it is now, however often its connection came and went', () => {
  const presence = new Presence()
  let woken = 0
  presence.onChange(() => {
    woken += 1
  })
  presence.opened('a')
  presence.closed('a')
  presence.opened('a')
  presence.opened('b')
  expect(woken).toBe(4)
  expect(presence.take(10)).toEqual(['a', 'b'])
  expect(presence.isOnline('a')).toBe(true)
  expect(presence.size).toBe(0)
  presence.closed('b')
  expect(presence.isOnline('b')).toBe(false)
})

it('takes no more than asked for, and gets back what could not be saved', () => {
  const presence = new Presence()
  for (const id of ['a', 'b', 'c']) presence.opened(id)
  const taken = presence.take(2)
  expect(taken).toEqual(['a', 'b'])
  presence.giveBack(taken)
  expect(presence.size).toBe(3)
  expect(new Set(presence.take(5))).toEqual(new Set(['a', 'b', 'c']))
})
