import { describe, expect, it } from 'vitest'
import { markup, words } from '../testing/render'
import { StageBar, type StageSegment } from './stage-bar'

const segment = (change: Partial<StageSegment>): StageSegment => ({
  key: '0',
  name: 'Stage 1',
  standing: 'done',
  total: 1,
  note: '1 of 1 host',
  parts: [{ key: 'done', amount: 1, fill: 'bg-ok-fill' }],
  ...change,
})

const BAR = [
  segment({}),
  segment({
    key: '1',
    name: 'Stage 2',
    standing: 'paused',
    total: 4,
    note: '2 of 4 hosts',
    parts: [
      { key: 'done', amount: 2, fill: 'bg-ok-fill' },
      { key: 'failed', amount: 2, fill: 'bg-bad-fill' },
      { key: 'waiting', amount: 0, fill: 'bg-none-fill' },
    ],
  }),
  segment({ key: '2', name: 'Stage 3', standing: 'waiting', total: 5, note: '0 of 5 hosts', parts: [] }),
]

describe('StageBar', () => {
  it('is a list that says of each stage its name, its standing and its hosts', () => {
    const html = markup(<StageBar label="Stages of a rollout" segments={BAR} />)
    expect(html).toMatch(/^<ol aria-label="Stages of a rollout"/)
    expect(html.match(/<li /g)).toHaveLength(3)
    expect(words(<StageBar label="x" segments={BAR} />)).toBe(
      'Stage 1 Done 1 of 1 host Stage 2 Paused 2 of 4 hosts Stage 3 Waiting 0 of 5 hosts',
    )
  })

  it('marks the stage where the rollout is, and no other', () => {
    const html = markup(<StageBar label="x" segments={BAR} />)
    expect(html.match(/aria-current="step"/g)).toHaveLength(1)
  })

  it('draws only parts that have hosts, and hides the drawing from those who listen', () => {
    const html = markup(<StageBar label="x" segments={BAR} />)
    expect(html).toContain('bg-bad-fill')
    expect(html.match(/flex-grow:2/g)).toHaveLength(2)
    expect(html.match(/aria-hidden="true" class="flex overflow-hidden/g)).toHaveLength(3)
  })

  it('says the same when it is only a line', () => {
    expect(words(<StageBar compact label="x" segments={BAR} />)).toContain('Stage 2 Paused 2 of 4 hosts')
    expect(markup(<StageBar compact label="x" segments={BAR} />)).toContain('sr-only')
  })

  it('leaves a canary of one host in sight beside 10,000', () => {
    const html = markup(<StageBar label="x" segments={[segment({}), segment({ key: '1', total: 10_000 })]} />)
    const widths = [
      ...html.matchAll(/style="flex-grow:([\d.]+);flex-basis:0" class|<li[^>]*style="flex-grow:([\d.]+)/g),
    ].map(([, a, b]) => Number(a ?? b))
    expect(widths).toEqual([1, 5])
  })
})
