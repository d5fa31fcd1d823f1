import type { SavedView } from '@goherd/protocol'
import { describe, expect, it } from 'vitest'
import { keys } from '../../live/query-keys'
import { markup, words } from '../../testing/render'
import { ViewLine, viewHref } from './views-menu'

const view: SavedView = {
  id: 'v1',
  name: 'Old Go in production',
  q: 'go:<1.24 label.env=prod',
  sort: 'lastSeenAt',
  order: 'desc',
  shared: false,
  owner: 'Ann',
  own: true,
  createdAt: '2026-11-01T10:00:00Z',
}
const me = (role: string) => [[keys.me, { name: 'Bob', email: 'b@b.c', role }]] as const
const line = (changed: Partial<SavedView> = {}, isShown = false) => (
  <ViewLine view={{ ...view, ...changed }} isShown={isShown} onOpen={() => undefined} />
)

describe('a saved view', () => {
  it.each([
    [view, '/hosts?q=go%3A%3C1.24+label.env%3Dprod&sort=lastSeenAt&order=desc'],
    [{ q: '', sort: null, order: null }, '/hosts'],
    [{ q: '', sort: 'name', order: 'asc' }, '/hosts'],
    [{ q: 'held:yes', sort: 'name', order: 'desc' }, '/hosts?q=held%3Ayes&order=desc'],
  ] as const)('is an address', (of, address) => {
    expect(viewHref(of)).toBe(address)
  })

  it('is a link with its query, marked when it is what is shown', () => {
    expect(words(line())).toContain('Old Go in production go:<1.24'.replace('<', '&lt;'))
    expect(markup(line())).not.toContain('aria-current')
    expect(markup(line({}, true))).toContain('aria-current="true"')
  })

  it('is taken away by its owner, by an administrator when it is shared, and by nobody else', () => {
    const refusal = (changed: Partial<SavedView>, role: string) =>
      /aria-label="Remove view [^"]*"[^>]*title="([^"]*)"/.exec(markup(line(changed), me(role)))?.[1]
    expect(refusal({}, 'viewer')).toBeUndefined()
    expect(refusal({ own: false, shared: true }, 'operator')).toBe('it belongs to Ann')
    expect(refusal({ own: false, shared: true }, 'admin')).toBeUndefined()
  })

  it('says whose it is', () => {
    expect(words(line({ shared: true }))).toContain('shared')
    expect(words(line({ shared: true, own: false }))).toContain('by Ann')
  })
})
