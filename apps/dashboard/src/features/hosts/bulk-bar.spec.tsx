import { describe, expect, it } from 'vitest'
import { keys } from '../../live/query-keys'
import { markup, words } from '../../testing/render'
import { BulkBar } from './bulk-bar'
import { NOTHING, type Selection } from './selection'

const me = (role: string) => [[keys.me, { name: 'Ann', email: 'a@b.c', role }]] as const
const bar = (selection: Selection) => (
  <BulkBar
    selection={selection}
    q="state:drifted"
    total={143}
    onAll={() => undefined}
    onClear={() => undefined}
  />
)
const two: Selection = { kind: 'some', names: new Set(['a', 'b']) }

describe('the bar under the list', () => {
  it('is not there while nothing is marked', () => {
    expect(markup(bar(NOTHING), me('admin'))).toBe('')
  })

  it('counts what is marked and offers all that fit', () => {
    const said = words(bar(two), me('operator'))
    expect(said).toContain('2 hosts marked')
    expect(said).toContain('Mark all 143 hosts that fit')
    for (const action of ['Recheck', 'Label…', 'Remove…', 'Copy names']) expect(said).toContain(action)
  })

  it('says that all that fit are meant, which have no list of names', () => {
    const said = words(bar({ kind: 'all', total: 143 }), me('operator'))
    expect(said).toContain('All 143 hosts that fit marked')
    expect(said).not.toContain('Mark all')
    expect(said).not.toContain('Copy names')
  })

  it('keeps what a viewer may not do visible, with the reason', () => {
    const html = markup(bar(two), me('viewer'))
    const off = [...html.matchAll(/<button[^>]*aria-disabled="true"[^>]*title="([^"]+)"/g)].map(
      ([, why]) => why,
    )
    expect(off).toHaveLength(3)
    for (const why of off) expect(why).toMatch(/operator/)
  })
})
