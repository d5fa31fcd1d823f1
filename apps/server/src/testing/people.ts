import type { Role } from '@goherd/model'
import { createdApiToken, invitedPerson } from '@goherd/protocol'
import { call } from './call.js'
import type { TestServer } from './start-test-server.js'

export interface TestPerson {
  readonly id: string
  readonly email: string
  /** Of an open session, for a Cookie header. */
  readonly cookie: string
  /** An API token with the person's whole role. */
  readonly token: string
}

export const PASSWORD = 'a long enough password'

/** Invites somebody, lets them choose a password, and makes them an API token. */
export async function addPerson(
  server: Pick<TestServer, 'url' | 'adminToken'>,
  role: Role,
  name: string = role,
): Promise<TestPerson> {
  const email = `${name}@example.com`
  const invited = await call(server.url, 'POST', '/api/people', {
    token: server.adminToken,
    body: { name, email, role },
  })
  const { id, link } = invitedPerson.parse(invited.json)
  const token = new URL(link).searchParams.get('token')
  const welcomed = await call(server.url, 'POST', '/api/access/password', {
    body: { token, password: PASSWORD },
  })
  const cookie = welcomed.cookies
  const made = await call(server.url, 'POST', '/api/access/tokens', { cookie, body: { name, role } })
  return { id, email, cookie, token: createdApiToken.parse(made.json).token }
}
