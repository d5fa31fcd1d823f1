import { expect, it } from 'vitest'
import { endsAt, type Wait } from './waits.js'

/** Every wait and the moment at which the clock alone may end it. The compiler demands every kind. */
const ENDS: Readonly<Record<Wait['kind'], { readonly wait: Wait; readonly at: number | null }>> = {
  'start-time': { wait: { kind: 'start-time', at: 7 }, at: 7 },
  window: { wait: { kind: 'window', opensAt: 8 }, at: 8 },
  soak: { wait: { kind: 'soak', until: 9 }, at: 9 },
  frozen: { wait: { kind: 'frozen', reason: 'a test' }, at: null },
  paused: { wait: { kind: 'paused' }, at: null },
  hosts: { wait: { kind: 'hosts', updating: 1, waiting: 2 }, at: null },
  gate: { wait: { kind: 'gate', gate: 'smoke' }, at: null },
  approval: { wait: { kind: 'approval', have: 0, need: 1 }, at: null },
  reverting: { wait: { kind: 'reverting', hosts: 3 }, at: null },
}

it.each(Object.entries(ENDS))(
  '%s ends by the clock, or by something else that happens',
  (_, { wait, at }) => {
    expect(endsAt(wait)).toBe(at)
  },
)

it('a window that never opens has no moment', () => {
  expect(endsAt({ kind: 'window', opensAt: null })).toBeNull()
})
