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

  it('say what they may, whose they are and when they were used', () => {
    const said = words(<ApiTokensPanel />, [
      [keys.me, OPERATOR],
      [keys.apiTokens, { tokens }],
    ])
    expect(said).toContain('ci viewer ada never never Revoke')
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
