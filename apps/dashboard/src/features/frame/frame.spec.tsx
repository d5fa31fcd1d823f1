import { describe, expect, it } from 'vitest'
import { keys } from '../../live/query-keys'
import { markup, words } from '../../testing/render'
import { OPERATOR, VIEWER } from '../../testing/sample-fleet'
import { ConnectionPill } from './connection-pill'
import { EmergencyLink } from './emergency-link'
import { RailLinks } from './rail'

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
})
