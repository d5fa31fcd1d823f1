import { describe, expect, it } from 'vitest'
import { acceptLocal, answerLocal, cancelLocal, succeeded } from './local.js'
import { ERROR, NEW, OLD, resting } from './test/samples.js'
import { SITUATIONS } from './test/situations.js'

describe('a local request', () => {
  const request = { id: 'r1', wish: { kind: 'use', release: NEW } } as const

  it('is kept for the next safe moment', () => {
    const { state, effects } = acceptLocal(resting(OLD).state, request)
    expect(state.wishes.local).toBe(request)
    expect(effects).toEqual([])
  })

  it.each(['verifying', 'installing', 'draining', 'switching', 'switching-back', 'uninstalling'] as const)(
    'is refused while the agent is %s',
    (kind) => {
      const before = SITUATIONS[kind]().state
      const { state, effects } = acceptLocal(before, request)
      expect(state).toBe(before)
      expect(effects).toMatchObject([
        { kind: 'answer-local', id: 'r1', outcome: { ok: false, error: { code: 'agent_busy' } } },
      ])
    },
  )

  it('is refused while another one waits', () => {
    const waiting = acceptLocal(resting(OLD).state, request).state
    const { state, effects } = acceptLocal(waiting, { ...request, id: 'r2' })
    expect(state.wishes.local).toBe(request)
    expect(effects).toMatchObject([{ id: 'r2', outcome: { ok: false, error: { code: 'agent_busy' } } }])
  })

  it('is answered once, and not at all when nobody waits any more', () => {
    const { state } = resting(OLD)
    const outcome = { ok: false, error: ERROR } as const
    expect(answerLocal(state, 'r1', outcome).effects).toEqual([{ kind: 'answer-local', id: 'r1', outcome }])
    expect(answerLocal(state, '', outcome).effects).toEqual([])
  })

  it('says what it came to, and nothing of what it was not about', () => {
    expect(succeeded(NEW, true)).toEqual({
      ok: true,
      release: NEW,
      changed: true,
      snapshot: null,
      freed: null,
    })
    expect(succeeded(NEW, true, { freed: 7 })).toMatchObject({ freed: 7, snapshot: null })
  })

  it('that nobody wants any more is dropped while it waits', () => {
    const waiting = acceptLocal(resting(OLD).state, request).state
    const { state, effects } = cancelLocal(waiting, 'r1')
    expect(state.wishes.local).toBeNull()
    expect(effects).toMatchObject([{ id: 'r1', outcome: { ok: false, error: { code: 'interrupted' } } }])
    expect(cancelLocal(waiting, 'r2')).toEqual({ state: waiting, effects: [] })
  })

  it('of somebody else is left alone', () => {
    const { state } = SITUATIONS.installing()
    expect(cancelLocal(state, 'r1').state).toBe(state)
  })
})
