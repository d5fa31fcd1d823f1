import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { addPerson, startTestServer, type TestPerson, type TestServer } from '../testing/index.js'
import { Authenticator } from './index.js'

let server: TestServer
let viewer: TestPerson
beforeAll(async () => {
  server = await startTestServer()
  viewer = await addPerson(server, 'viewer')
})
afterAll(() => server.close())

const connect = (headers: Record<string, string>, auth: Record<string, unknown> = {}) =>
  server.app.get(Authenticator).authenticateSocket({ headers, auth })
const page = () => ({ host: new URL(server.url).host, origin: server.url })
const code = (expected: string) => expect.objectContaining({ code: expected })

describe('a socket', () => {
  it('of the dashboard is its visitor’s', async () => {
    await expect(connect({ ...page(), cookie: viewer.cookie })).resolves.toMatchObject({
      email: viewer.email,
      role: 'viewer',
      via: 'session',
    })
  })

  it('of a program is its token’s, wherever it comes from', async () => {
    for (const headers of [{}, { origin: 'https://evil.example' }]) {
      await expect(connect(headers, { token: viewer.token })).resolves.toMatchObject({ via: 'token' })
    }
    await expect(connect({ authorization: `Bearer ${viewer.token}` })).resolves.toMatchObject({
      via: 'token',
    })
  })

  it('that another site’s page opens with the visitor’s cookie is refused', async () => {
    const headers = { ...page(), origin: 'https://evil.example', cookie: viewer.cookie }
    await expect(connect(headers)).rejects.toEqual(code('foreign_origin'))
  })

  it('without anything, or with something wrong, is refused', async () => {
    await expect(connect(page())).rejects.toEqual(code('not_signed_in'))
    await expect(connect({ ...page(), cookie: 'goherd_session=made.up' })).rejects.toEqual(
      code('not_signed_in'),
    )
    await expect(connect({ ...page(), cookie: viewer.cookie }, { token: 'goh_wrong' })).rejects.toEqual(
      code('token_unknown'),
    )
    await expect(connect({ authorization: 'Basic YTpi' })).rejects.toEqual(code('token_unknown'))
  })
})

it('a token is never above what its owner has now', async () => {
  const { prisma } = server.database
  await prisma.apiToken.updateMany({ where: { userId: viewer.id }, data: { role: 'admin' } })
  await expect(connect({}, { token: viewer.token })).resolves.toMatchObject({ role: 'viewer' })
  await prisma.user.update({ where: { id: viewer.id }, data: { role: 'admin' } })
  await prisma.apiToken.updateMany({ where: { userId: viewer.id }, data: { role: 'operator' } })
  await expect(connect({}, { token: viewer.token })).resolves.toMatchObject({ role: 'operator' })
})

it('the last use of a token is noted, once a minute', async () => {
  const { prisma } = server.database
  const lastUse = async () =>
    (await prisma.apiToken.findFirstOrThrow({ where: { userId: viewer.id } })).lastUsedAt?.getTime()
  await prisma.apiToken.updateMany({ where: { userId: viewer.id }, data: { lastUsedAt: null } })
  await connect({}, { token: viewer.token })
  const first = await lastUse()
  expect(first).toBeGreaterThan(0)
  await connect({}, { token: viewer.token })
  expect(await lastUse()).toBe(first)
})
