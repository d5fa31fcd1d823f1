import { describe, expect, it } from 'vitest'
import { keys } from '../../live/query-keys'
import { markup, words } from '../../testing/render'
import { OPERATOR, VIEWER } from '../../testing/sample-fleet'
import { BrokenPage } from './broken-page'
import { ConnectionPill, wording } from './connection-pill'
import { EmergencyLink } from './emergency-link'
import { NoSuchPage } from './no-such-page'
import { RailLinks } from './rail'
import { SearchButton } from './search-button'
import { ShortcutList } from './shortcut-help'
import { ReachNotice } from './stale-banner'

describe('the emergency rollback in the top bar', () => {
  it('leads there for those who may', () => {
    const html = markup(<EmergencyLink />, [[keys.me, OPERATOR]])
    expect(html).toMatch(/<a [^>]*aria-label="Emergency rollback"[^>]*href="\/rollback"/)
  })

  it('stays in sight for a viewer, disabled, with the reason', () => {
    const html = markup(<EmergencyLink />, [[keys.me, VIEWER]])
    expect(html).not.toContain('<a ')
    expect(html).toMatch(/<button [^>]*aria-label="Emergency rollback"[^>]*aria-disabled="true"/)
    expect(html).toContain('title="this needs the role operator, you are viewer; ask an administrator"')
  })

  it('promises nothing before it is known who looks', () => {
    expect(markup(<EmergencyLink />)).toContain('aria-disabled="true"')
  })
})

describe('the rail', () => {
  it('names its destinations in order', () => {
    expect(words(<RailLinks />)).toBe('Overview Hosts Groups Rollouts Releases Activity Settings')
  })

  it('marks the one where one is', () => {
    const html = markup(<RailLinks />)
    expect(html.match(/aria-current="page"/g)).toHaveLength(1)
    expect(html).toMatch(/aria-current="page"[^>]*title="Overview/)
  })
})

describe('the connection pill', () => {
  it('says that it connects before it did', () => {
    const html = markup(<ConnectionPill />)
    expect(html).toContain('aria-label="Connection"')
    expect(html).toContain('Connecting')
  })

  it('has a word of its own for each state, and says since when', () => {
    const since = Date.parse('2026-03-02T12:03:00Z')
    const states = [
      { kind: 'live' },
      { kind: 'connecting' },
      { kind: 'paused' },
      { kind: 'reconnecting', since },
      { kind: 'stale', since },
    ] as const
    const said = states.map((state) => wording(state))
    expect(new Set(said.map(({ word }) => word)).size).toBe(states.length)
    expect(said.at(-1)?.word).toMatch(/^Stale since \d\d:\d\d$/)
    expect(said.at(-1)?.title).toContain('2026-03-02 12:03:00 UTC')
  })
})

describe('the banner over a page that hears nothing', () => {
  const since = Date.parse('2026-03-02T12:03:00Z')
  it('is not there while all is well', () => {
    expect(markup(<ReachNotice reach={{ kind: 'ok' }} />)).toBe('')
  })

  it('tells a server that is gone from a socket that is cut', () => {
    expect(words(<ReachNotice reach={{ kind: 'gone', since }} />)).toMatch(
      /^Stale since \d\d:\d\d.*last said/,
    )
    expect(words(<ReachNotice reach={{ kind: 'cut', since }} />)).toMatch(
      /^No live changes since.*The server answers/,
    )
  })
})

describe('pages that are not what was asked for', () => {
  it('a page that broke keeps the way out, and says that the fleet goes on', () => {
    const html = words(<BrokenPage error={new Error('x is undefined')} onRetry={() => {}} />)
    expect(html).toMatch(/This page broke.*x is undefined.*Try again.*goes on by itself.*Go to the overview/)
  })

  it('an address that leads nowhere leads to every page', () => {
    const html = markup(<NoSuchPage />)
    expect(html).toContain('There is no such page')
    for (const path of ['/', '/hosts', '/settings']) expect(html).toContain(`href="${path}"`)
  })
})

describe('what the keyboard can do', () => {
  it('is listed: everywhere, and where g leads', () => {
    const html = words(<ShortcutList />)
    expect(html).toContain('Everywhere')
    expect(html).toContain('g h')
    expect(html).not.toContain('On this page')
  })

  it('has a button for those who would rather click', () => {
    const html = markup(<SearchButton onOpen={() => {}} />)
    expect(html).toContain('aria-keyshortcuts="Meta+K Control+K"')
    expect(words(<SearchButton onOpen={() => {}} />)).toMatch(/^Search/)
  })
})
