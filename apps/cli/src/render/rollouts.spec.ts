import { describe, expect, it } from 'vitest'
import { NOW } from '../../test/fleet.js'
import { APPROVING, COMPLETED, NONE, PAUSED, rolloutView, stage } from '../../test/rollout-samples.js'
import { paletteOf } from './palette.js'
import { abortText, rolloutsTable, rolloutText, stageBar } from './rollouts.js'

const style = { palette: paletteOf(false), width: undefined, now: Date.parse(NOW) + 60_000 }
const inMs = (ms: number) => new Date(style.now + ms).toISOString()

describe('how a rollout stands', () => {
  it('is one screen: what, why, the sentence, the bar, and each stage', () => {
    expect(rolloutText(rolloutView(), style)).toBe(
      [
        'rollout  ro-1',
        'groups   build go1.22.12 → go1.23.5',
        'why      newest line',
        'by       ada, 1m ago',
        '',
        'Stage 1 of 2 · updating',
        `░░░░░░│${'░'.repeat(18)} 0 of 4 proved`,
        '▶ stage 1 (1): 0 of 1 proved · 1 updating',
        '    budgets: failed 0 of 0 · silent 0 of 0 · rolled back 0 of 0',
        '○ stage 2 (100%): 0 of 3 proved',
      ].join('\n'),
    )
  })

  it('shows gates with what they measured, and who approved', () => {
    expect(rolloutText(APPROVING, style)).toContain(
      '    gate smoke: ✓ pass: 1 of 1 hosts passed\n    approvals: 0 of 1\n',
    )
    const gates = [
      { name: 'a', kind: 'webhook' as const, verdict: 'inconclusive' as const, said: 'no answer', at: NOW },
      {
        name: 'b',
        kind: 'prometheus' as const,
        verdict: 'fail' as const,
        said: '0.4 is not < 0.01',
        at: NOW,
      },
      { name: 'c', kind: 'build' as const, verdict: null, said: '', at: null },
    ]
    const approvals = [{ by: 'ada', at: NOW }]
    const shown = rolloutText(
      rolloutView({ stages: [stage({ gates, approvals, approvalsNeeded: 2 })] }),
      style,
    )
    expect(shown).toContain('gate a: ? could not tell: no answer\n')
    expect(shown).toContain('gate b: ✗ fail: 0.4 is not < 0.01\n')
    expect(shown).toContain('gate c: not answered yet\n')
    expect(shown).toContain('approvals: 1 of 2 (ada)')
  })

  it('says why it is paused and what ends that, and groups what ended badly', () => {
    const shown = rolloutText(PAUSED, style)
    expect(shown).toContain('paused: stage 1: 1 host failed, 0 may\n  Look at the hosts, then retry them.\n')
    expect(shown).toContain('1 host: disk_full: go1.23.5 needs 318 MB (ci-1)')
    const names = ['a', 'b', 'c', 'd', 'e', 'f']
    const errors = [{ code: 'disk_full', message: 'no space', hosts: 6, names }]
    expect(rolloutText({ ...PAUSED, errors }, style)).toContain('(a, b, c, d, e, …)')
  })

  it('counts down what time alone takes on', () => {
    const soaking = rolloutView({
      wakeAt: inMs(432_000),
      stages: [stage({ soakUntil: inMs(432_000) })],
    })
    expect(rolloutText(soaking, style)).toContain('updating · in 7m 12s\n')
    expect(rolloutText(soaking, style)).toContain('    soaks for another 7m 12s')
    expect(rolloutText(rolloutView({ wakeAt: inMs(-1) }), style)).not.toContain(' · in ')
  })

  it('only the current stage has details', () => {
    expect(rolloutText(COMPLETED, style)).not.toContain('budgets')
    expect(rolloutText(COMPLETED, style)).toContain('✓ stage 2 (100%): 3 of 3 proved')
  })
})

describe('the bar', () => {
  const bar = (done: number, of: number) =>
    stageBar({ hosts: of, stages: [stage({ hosts: of, counts: { ...NONE, done } })] }, style.palette)

  it('is never rounded up: 999 of 1000 is not full', () => {
    expect(bar(999, 1000)).toBe(`${'█'.repeat(23)}░`)
    expect(bar(1000, 1000)).toBe('█'.repeat(24))
  })

  it('shows the smallest stage, and one without hosts', () => {
    const stages = [stage({ hosts: 0, state: 'done' }), stage({ hosts: 1, state: 'waiting', counts: NONE })]
    expect(stageBar({ hosts: 1000, stages }, style.palette)).toBe('█│░')
  })
})

describe('the list', () => {
  it('is a line each, and says how to begin when there is none', () => {
    const table = rolloutsTable([COMPLETED, rolloutView()], style)
    expect(table).toMatch(/ro-1 +build +go1\.23\.5 +4\/4 +Completed +ada/)
    expect(table).toMatch(/0\/4 +Stage 1 of 2 · updating/)
    expect(rolloutsTable([], style)).toContain('goherd rollout plan')
  })
})

describe('what an abort does', () => {
  const view = rolloutView({
    hosts: 10,
    counts: { ...NONE, waiting: 4, debt: 1, updating: 2, done: 2, failed: 1 },
  })

  it('to hosts that have not begun, are on their way, and are done', () => {
    expect(abortText(view, 'keep')).toMatch(/^5 hosts not begun.*\n2 hosts on the way.*\n3 hosts done/)
    expect(abortText(view, 'revert')).toMatch(/^5 hosts not begun.*\n5 hosts begun or done: go back/)
  })
})
