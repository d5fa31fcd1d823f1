import { parseHostQuery } from '@goherd/host-query'
import { describe, expect, it } from 'vitest'
import { markup, words } from '../../testing/render'
import { nextMark, QueryBar } from './query-bar'
import { QueryProblemNote } from './query-problem'

const bar = (q: string) => <QueryBar q={q} vocabulary={{}} onApply={() => undefined} />

describe('the query bar', () => {
  it('holds what is asked for, and says nothing when it is right', () => {
    const html = markup(bar('state:drifted go:<1.24'))
    expect(html).toContain('value="state:drifted go:&lt;1.24"')
    expect(html).toMatch(/role="combobox"[^>]*aria-label="Search hosts"/)
    expect(html).not.toContain('role="alert"')
  })

  it('shows what is wrong at its place, tied to the text field', () => {
    const html = markup(bar('group:build stat:drifted'))
    const note = /aria-describedby="([^"]+)"/.exec(html)?.[1]
    expect(html).toContain(`id="${note}" role="alert"`)
    expect(html).toContain('aria-invalid="true"')
    expect(/<mark[^>]*>([^<]*)</.exec(html)?.[1]).toMatch(/^stat/)
  })

  it.each(['(go:1.22', 'state:', 'name:"ci', 'state:sleepy'])('has a sentence and a hint for %s', (text) => {
    const parsed = parseHostQuery(text)
    if (parsed.ok) throw new Error('this one is right')
    const said = words(<QueryProblemNote id="p" text={text} problem={parsed.problem} />)
    expect(said.toLowerCase()).toContain(parsed.problem.message.toLowerCase())
    expect(said).toContain(parsed.problem.hint)
  })

  it('goes round its completions, with a place where none is marked', () => {
    const down = [-1, 0, 1].map((marked) => nextMark(marked, 2, 1))
    expect(down).toEqual([0, 1, -1])
    const up = [-1, 0, 1].map((marked) => nextMark(marked, 2, -1))
    expect(up).toEqual([1, -1, 0])
    expect(nextMark(-1, 0, 1)).toBe(-1)
  })
})
