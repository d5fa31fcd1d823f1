import { describe, expect, it } from 'vitest'
import { keys } from '../../live/query-keys'
import { markup, type Seed, words } from '../../testing/render'
import { aGroup, aStatus, OPERATOR, VIEWER } from '../../testing/sample-fleet'
import { aDrill } from '../../testing/sample-rollouts'
import { DrillCard } from './drill-card'
import { describeTimes, isGoing, readDays } from './drill-state'

function seed(drills: ReturnType<typeof aDrill>[], everyDays: number | null = null, me = OPERATOR): Seed {
  const nextAt = everyDays === null ? null : '2999-01-01T00:00:00.000Z'
  return [
    [keys.me, me],
    [keys.status, aStatus()],
    [keys.drills, { drills }],
    [keys.drillSchedules, { schedules: [{ group: 'build', everyDays, nextAt }] }],
  ]
}
const said = (...drills: ReturnType<typeof aDrill>[]) => words(<DrillCard group={aGroup()} />, seed(drills))

describe('the fire drills of a group', () => {
  it('say how long it took back and forth', () => {
    expect(said(aDrill())).toMatch(
      /Passed 1.2 s back, 1.6 s forth ada, .* ago ci-1, go1.23.5 to go1.22.12 and back again. Went back and forth, proved both times./,
    )
  })

  it('say what is not known yet by leaving it out', () => {
    expect(said(aDrill({ state: 'going-back', backMs: null, forthMs: null, finishedAt: null }))).toContain(
      'Going back ada',
    )
    expect(said(aDrill({ state: 'failed', forthMs: null }))).toContain('Failed 1.2 s back ada')
  })

  it('are those of this group, the last three', () => {
    const all = said(
      aDrill({ host: 'h1' }),
      aDrill({ id: '2', host: 'h2', group: 'test' }),
      ...['3', '4', '5'].map((id) => aDrill({ id, host: `h${id}` })),
    )
    expect(all.match(/h\d/g)).toEqual(['h1', 'h3', 'h4'])
  })

  it('say what a drill is for while there was none', () => {
    expect(said()).toContain('Never rehearsed.')
  })

  it('are not begun twice at once, nor by a viewer', () => {
    const going = markup(<DrillCard group={aGroup()} />, seed([aDrill({ state: 'going-forth' })]))
    expect(going).toContain('title="a drill is on its way"')
    expect(markup(<DrillCard group={aGroup()} />, seed([], null, VIEWER))).toContain(
      'this needs the role operator',
    )
  })

  it('have a schedule', () => {
    const html = markup(<DrillCard group={aGroup()} />, seed([], 7))
    expect(html).toContain('value="7"')
    expect(words(<DrillCard group={aGroup()} />, seed([], 7))).toMatch(/Next in \d+ d/)
    expect(said()).toContain('Empty: only when somebody runs it.')
  })
})

describe('a drill', () => {
  it('goes until it passed or failed', () => {
    const states = ['going-back', 'going-forth', 'passed', 'failed'] as const
    expect(states.map((state) => isGoing({ state }))).toEqual([true, true, false, false])
  })

  it('has the times that are known', () => {
    expect(describeTimes({ backMs: null, forthMs: null })).toBe('')
    expect(describeTimes({ backMs: 340, forthMs: 65_000 })).toBe('340 ms back, 1 min 05 s forth')
  })

  it.each([
    ['', null],
    [' ', null],
    ['7', 7],
    ['365', 365],
    ['0', undefined],
    ['366', undefined],
    ['1.5', undefined],
    ['weekly', undefined],
  ])('every %j days is %s', (text, days) => {
    expect(readDays(text)).toBe(days)
  })
})
