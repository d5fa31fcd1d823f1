import { describe, expect, it } from 'vitest'
import { keys } from '../../live/query-keys'
import { markup, type Seed, words } from '../../testing/render'
import { aGroup, aRelease, aStatus, OPERATOR, SAMPLE_TIME, VIEWER } from '../../testing/sample-fleet'
import { SettingsTabs } from './settings-tabs'

const ADMIN = { ...OPERATOR, role: 'admin' as const }
const source = {
  ...{ name: 'source', url: 'https://go.dev/dl', configured: true, position: 0 },
  ...{ createdBy: null, createdAt: null, last: null },
}
const mirror = (name: string, position: number, ok = true) => ({
  ...{ name, url: `https://${name}.example/go`, configured: false, position },
  ...{ createdBy: 'ada', createdAt: SAMPLE_TIME, last: { at: SAMPLE_TIME, ok, says: `gave ${name}` } },
})
const webhook = {
  ...{ name: 'chat', url: 'https://chat.example/hook', events: [], format: 'slack' as const },
  ...{ createdAt: SAMPLE_TIME, createdBy: 'ada', last: { at: SAMPLE_TIME, ok: false, says: 'answered 500' } },
}
const seed = (me: typeof ADMIN | typeof OPERATOR | typeof VIEWER, ...more: Seed): Seed => [
  [keys.me, me],
  [keys.groups, { groups: [aGroup()] }],
  [keys.enrollmentTokens, { tokens: [] }],
  [keys.apiTokens, { tokens: [] }],
  [keys.people, { people: [] }],
  [keys.sources, { sources: [source, mirror('one', 1), mirror('two', 2, false)] }],
  [keys.webhooks, { webhooks: [webhook] }],
  [keys.status, aStatus()],
  [keys.releases, { source: 'https://go.dev/dl', syncedAt: SAMPLE_TIME, releases: [aRelease('go1.22.12')] }],
  ...more,
]
const drawn = (tab: string, ...how: Parameters<typeof seed>) =>
  markup(<SettingsTabs />, seed(...how), `?tab=${tab}`)
const said = (tab: string, ...how: Parameters<typeof seed>) =>
  words(<SettingsTabs />, seed(...how), `?tab=${tab}`)

describe('the tabs of the settings', () => {
  it.each([
    ['enrollment', 'a token brings hosts into a group'],
    ['people', 'who may sign in'],
    ['tokens', 'for the command line and for scripts'],
    ['webhooks', 'other programs that are told'],
    ['mirrors', 'asked in this order'],
    ['about', 'this server'],
  ])('%s stands in the address, and is shown alone', (tab, note) => {
    const html = drawn(tab, ADMIN)
    expect(html).toContain(note)
    expect(html.match(/<h2/g)).toHaveLength(1)
    expect(html.match(/aria-selected="true"/g)).toHaveLength(1)
  })

  it.each(['', 'made-up'])('with %j in the address it is enrollment', (tab) => {
    expect(said(tab, ADMIN)).toContain('Enroll hosts')
  })
})

describe('webhooks', () => {
  it('say what became of the newest delivery', () => {
    expect(said('webhooks', ADMIN)).toMatch(
      /chat slack told of everything https:\/\/chat\.example\/hook Failed answered 500 .* Test Deliveries Remove/,
    )
  })

  it('are hidden from everybody but administrators, with the reason', () => {
    const text = said('webhooks', OPERATOR)
    expect(text).toContain('Only administrators see this. This needs the role admin, you are operator')
    expect(text).not.toContain('chat.example')
  })

  it('say so when there is none', () => {
    expect(said('webhooks', ADMIN, [keys.webhooks, { webhooks: [] }])).toContain('No webhook was added yet.')
  })
})

describe('mirrors', () => {
  it('stand in their order, with what came of them', () => {
    expect(said('mirrors', ADMIN)).toMatch(
      /source Configured .* not used yet .* one .* Works .* two .* Failed/,
    )
  })

  it('are ordered by buttons; the first cannot go up, nor the last down, and says why', () => {
    const html = drawn('mirrors', ADMIN)
    expect(html.match(/aria-disabled="true"/g)).toHaveLength(2)
    expect(html).toContain('it is the first mirror')
    expect(html).toContain('it is the last mirror')
    expect(html).toContain('aria-label="Ask two earlier"')
  })

  it('are shown to a viewer, whose buttons are all off; an operator may test', () => {
    const off = (me: typeof VIEWER) => drawn('mirrors', me).match(/aria-disabled="true"/g)?.length
    expect(off(VIEWER)).toBe(1 + 3 + 2 * 3)
    expect(off(OPERATOR)).toBe(1 + 2 * 3)
  })

  it('say what it means that there is none', () => {
    expect(said('mirrors', ADMIN, [keys.sources, { sources: [source] }])).toContain('nothing else is asked')
  })
})

it('about says which server it is', () => {
  expect(said('about', VIEWER)).toMatch(
    /goherd \S+ Hosts \d+ Catalogue 1 releases from https:\/\/go\.dev\/dl/,
  )
})
