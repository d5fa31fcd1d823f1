import { describe, expect, it } from 'vitest'
import { plan, rollback, rolledBack } from '../../test/fleet.js'
import { paletteOf } from './palette.js'
import { planText, progressBar, rollbackProgress, rollbackText } from './rollback.js'

const style = { palette: paletteOf(false), width: undefined, now: 0 }

describe('the plan', () => {
  it('names groups, counts, and the freeze that follows', () => {
    const text = planText(plan(), style)
    expect(text).toContain('build      2  go1.22.12 (r2)  go1.21.13 (r1)  the last one proved')
    expect(text).toContain('2 hosts: 1 will change · 1 already there\n')
    expect(text).toContain('1 of 1 have the release on their own disk.')
    expect(text).toContain('frozen afterwards')
  })

  it('names the rollouts that end for it', () => {
    const stops = [{ rollout: 'ro-1', says: 'Stage 2 of 3 · soaking' }]
    expect(planText(plan({ stops }), style)).toContain('stops rollout ro-1: Stage 2 of 3 · soaking\n')
  })

  it.each([
    ['fleet', undefined, true],
    ['group', undefined, false],
    ['fleet', false, false],
    ['group', true, true],
  ] as const)('of a %s with --recall %s: recalled is %s', (kind, recall, isRecalled) => {
    const scope = kind === 'fleet' ? { kind } : { kind, group: 'build' }
    const text = planText(plan({ scope, recalls: ['go1.22.12'] }), style, recall)
    expect(text).toContain(
      isRecalled
        ? 'Recalled, so that it does not come back by itself: go1.22.12.'
        : 'Not recalled, and may come back: go1.22.12. --recall does it.',
    )
  })

  it('names the hosts that cannot', () => {
    const cannot = [
      { name: 'old-1', group: 'build', from: null, to: 'go1.21.13', note: 'no archive for its platform' },
    ]
    expect(planText(plan({ cannot }), style)).toContain('no archive for its platform')
    expect(planText(plan(), style)).not.toContain('These cannot')
  })
})

describe('progress', () => {
  it('is never rounded up: 999 of 1000 is not a full bar', () => {
    expect(progressBar(999, 1000)).toBe(`${'█'.repeat(19)}░`)
    expect(progressBar(1000, 1000)).toBe('█'.repeat(20))
    expect(progressBar(0, 0)).toBe('░'.repeat(20))
  })

  it('counts what there is to count', () => {
    expect(rollbackProgress(rollback(), false)).toBe('0 of 2 hosts proved · 2 working')
    const view = rollback({
      failed: [{ host: 'a', reason: '' }],
      debt: [{ host: 'b', reason: '' }],
      pending: [],
    })
    expect(rollbackProgress(view, false)).toBe('0 of 2 hosts proved · 0 working · 1 failed · 1 offline')
  })
})

describe('the end', () => {
  it.each([
    ['complete', 'COMPLETE'],
    ['incomplete', 'INCOMPLETE'],
    ['superseded', 'SUPERSEDED'],
    ['running', 'RUNNING'],
  ] as const)('%s', (state, word) =>
    expect(rollbackText(rollback({ state }), style)).toMatch(new RegExp(`^${word}  `)),
  )

  it('says how long it took and from where to where', () => {
    expect(rollbackText(rolledBack(), style)).toBe(
      'COMPLETE  2 of 2 hosts proved by digest in 4.2 s\n  rollback rb-1\n  build: go1.22.12 (r2) → go1.21.13 (r1)',
    )
  })

  it('names who failed, who is owed, and who has not proved', () => {
    const text = rollbackText(
      rollback({
        state: 'incomplete',
        failed: [{ host: 'ci-1', reason: 'disk full' }],
        debt: [{ host: 'edge-1', reason: 'offline' }],
        pending: ['ci-2'],
      }),
      style,
    )
    expect(text).toMatch(/ci-1 +disk full/)
    expect(text).toMatch(/edge-1 +offline/)
    expect(text).toContain('Not proved yet: ci-2')
  })
})
