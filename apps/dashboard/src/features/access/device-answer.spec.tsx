import type { DeviceView } from '@goherd/protocol'
import { describe, expect, it } from 'vitest'
import { keys } from '../../live/query-keys'
import { markup, words } from '../../testing/render'
import { OPERATOR, SAMPLE_TIME, VIEWER } from '../../testing/sample-fleet'
import { DeviceAnswer } from './device-answer'

const CODE = 'BCDF-GHJK'
const device = (state: DeviceView['state']): DeviceView => ({
  ...{ userCode: CODE, client: 'ada@build-7', address: '192.0.2.7', tokenSeconds: 90 * 24 * 3600, state },
  ...{ createdAt: SAMPLE_TIME, expiresAt: SAMPLE_TIME },
})
const seed = (state: DeviceView['state'], me = OPERATOR) =>
  [
    [keys.me, me],
    [keys.device(CODE), device(state)],
  ] as const
const said = (state: DeviceView['state']) => words(<DeviceAnswer />, seed(state), `?code=${CODE}`)

describe('the page of a device login', () => {
  it('asks for the code when the address has none', () => {
    expect(words(<DeviceAnswer />, [[keys.me, OPERATOR]])).toBe('Let a command line in Code Look it up')
  })

  it('takes the code out of the address and shows who asks, and from where', () => {
    expect(markup(<DeviceAnswer />, seed('pending'), `?code=${CODE}`)).toContain(CODE)
    expect(said('pending')).toMatch(/BCDF-GHJK Who asks ada@build-7 From 192\.0\.2\.7 .* good for 90 days/)
    expect(said('pending')).toMatch(/Only let it in if you started it yourself\. .* Deny Approve/)
  })

  it('offers no role above one’s own', () => {
    const roles = (me: typeof OPERATOR | typeof VIEWER) =>
      [
        ...markup(<DeviceAnswer />, seed('pending', me), `?code=${CODE}`).matchAll(/<option[^>]*>(\w+)</g),
      ].map(([, role]) => role)
    expect(roles(OPERATOR)).toEqual(['viewer', 'operator'])
    expect(roles(VIEWER)).toEqual(['viewer'])
  })

  it.each([
    ['approved', 'It is let in. Go back'],
    ['used', 'among the API tokens'],
    ['denied', 'It is not let in.'],
    ['expired', 'This code has expired.'],
  ] as const)('says when it was %s, and asks nothing more', (state, words) => {
    expect(said(state)).toContain(words)
    expect(said(state)).not.toContain('Approve')
  })
})
