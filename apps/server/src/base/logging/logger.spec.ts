import { expect, it } from 'vitest'
import { allowedFields } from './logger.js'

it('only named fields are logged', () => {
  const fields = {
    event: 'http',
    route: '/api/enroll',
    status: 401,
    token: 'ghe_secret',
    authorization: 'Bearer goh_secret',
    cookie: 'goherd_session=secret',
    password: 'secret',
    body: { token: 'secret' },
    headers: { cookie: 'secret' },
    query: 'token=secret',
  }
  expect(allowedFields(fields)).toEqual({ event: 'http', route: '/api/enroll', status: 401 })
})
