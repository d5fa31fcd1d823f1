import { describe, expect, it } from 'vitest'
import type { EnrollmentToken } from '../../api/answers'
import { keys } from '../../live/query-keys'
import { markup, type Seed, words } from '../../testing/render'
import { aGroup, OPERATOR, SAMPLE_TIME, VIEWER } from '../../testing/sample-fleet'
import { EnrollmentPanel } from '../enrollment/enrollment-panel'
import { ApiTokensPanel } from './api-tokens-panel'
import { PeoplePanel } from './people-panel'

const ADMIN = { ...OPERATOR, role: 'admin' as const }

function token(change: Partial<EnrollmentToken>): EnrollmentToken {
  return {
    id: 't1',
    group: 'build',
    note: '',
    uses: 10,
    used: 3,
    createdBy: 'ada',
    createdAt: SAMPLE_TIME,
    expiresAt: SAMPLE_TIME,
    state: 'valid',
    ...change,
  }
}

describe('enrollment tokens', () => {
  const seed = (me: typeof ADMIN | typeof VIEWER, ...tokens: EnrollmentToken[]): Seed => [
    [keys.me, me],
    [keys.groups, { groups: [aGroup()] }],
    [keys.enrollmentTokens, { tokens }],
  ]

  it('say how far they are used', () => {
    expect(words(<EnrollmentPanel />, seed(OPERATOR, token({ note: 'rack 7' })))).toMatch(
      /build Valid 3 of 10 .* rack 7 ada Revoke/,
    )
  })

  it.each([
    ['used-up', 'Used up'],
    ['expired', 'Expired'],
    ['revoked', 'Revoked'],
  ] as const)('that are %s can’t be revoked', (state, word) => {
    const html = markup(<EnrollmentPanel />, seed(OPERATOR, token({ state })))
    expect(html).toContain(word)
    expect(html).not.toContain('Revoke the token')
  })

  it('are shown to a viewer, who can’t make or end one', () => {
    const html = markup(<EnrollmentPanel />, seed(VIEWER, token({})))
    expect(html.match(/aria-disabled="true"/g)).toHaveLength(2)
  })

  it('say so when there is none', () => {
    expect(words(<EnrollmentPanel />, seed(OPERATOR))).toContain('No token was made yet.')
  })
})

describe('API tokens', () => {
  const tokens = [
    {
      id: 'a1',
      name: 'ci',
      role: 'viewer',
      owner: 'ada',
      createdAt: SAMPLE_TIME,
      expiresAt: null,
      lastUsedAt: null,
    },
  ]

  it('can have no more than one’s own role', () => {
    const options = (me: typeof ADMIN | typeof VIEWER | typeof OPERATOR) =>
      [...markup(<ApiTokensPanel />, [[keys.me, me]]).matchAll(/<option[^>]*>(\w+)<\/option>/g)].map(
        ([, name]) => name,
      )
    expect(options(VIEWER)).toEqual(['viewer'])
    expect(options(OPERATOR)).toEqual(['viewer', 'operator'])
    expect(options(ADMIN)).toEqual(['viewer', 'operator', 'admin'])
  })

  it('say what they may, whose they are, when they were made and used, and when they end', () => {
    const said = (...change: Partial<(typeof tokens)[number]>[]) =>
      words(<ApiTokensPanel />, [
        [keys.me, OPERATOR],
        [keys.apiTokens, { tokens: change.map((one) => ({ ...tokens[0], ...one })) }],
      ])
    expect(said({})).toContain('Name Role Owner Created Last used Expires Actions')
    expect(said({})).toMatch(/ci used never viewer ada (?!never).+ never never Revoke$/)
    expect(said({ lastUsedAt: SAMPLE_TIME })).not.toContain('never never')
    expect(said()).toContain('No token was made yet.')
  })

  it('end when one chooses, or not by themselves', () => {
    const html = markup(<ApiTokensPanel />, [[keys.me, OPERATOR]])
    const ends = /Token expires<\/label>.*?<\/select>/.exec(html)?.[0] ?? ''
    expect([...ends.matchAll(/<option[^>]* value="(\d*)"/g)].map(([, days]) => days)).toEqual([
      ...['7', '30', '90', '365', ''],
    ])
  })

  it('are revoked by a button that names them', () => {
    const html = markup(<ApiTokensPanel />, [
      [keys.me, OPERATOR],
      [keys.apiTokens, { tokens }],
    ])
    expect(html).toContain('aria-label="Revoke ci"')
  })
})

describe('people', () => {
  const people = [
    { id: 'p1', name: 'Grace', email: 'g@example.com', role: 'operator', createdAt: SAMPLE_TIME },
  ]

  it('are shown to administrators, with a role to choose', () => {
    const html = markup(<PeoplePanel />, [
      [keys.me, ADMIN],
      [keys.people, { people }],
    ])
    expect(html).toContain('aria-label="Role of Grace"')
    expect(html).toMatch(/<option[^>]*selected=""[^>]*>operator<\/option>/)
  })

  it('are hidden from everybody else, with the reason', () => {
    const said = words(<PeoplePanel />, [
      [keys.me, OPERATOR],
      [keys.people, { people }],
    ])
    expect(said).toContain('Only administrators see this. This needs the role admin, you are operator')
    expect(said).not.toContain('Grace')
  })
})
