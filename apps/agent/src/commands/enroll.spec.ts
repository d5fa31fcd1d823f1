import { expect, it } from 'vitest'
import { readToken } from './enroll.js'

it('takes the token from the flag, else from the environment', () => {
  expect(readToken({ token: 'flag' }, { GOHERD_TOKEN: 'environment' })).toBe('flag')
  expect(readToken({}, { GOHERD_TOKEN: 'environment' })).toBe('environment')
})

it.each([
  ['nothing at all', {}, {}],
  ['an empty variable', {}, { GOHERD_TOKEN: '' }],
  ['an empty flag', { token: '' }, { GOHERD_TOKEN: 'environment' }],
])('with %s there is no token', (_, flags, env) => {
  expect(() => readToken(flags, env)).toThrow(expect.objectContaining({ code: 'no_token' }))
})

it('says which file it could not read', () => {
  expect(() => readToken({ tokenFile: '/nowhere/token' }, {})).toThrow(/\/nowhere\/token/)
})
