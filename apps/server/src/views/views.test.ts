import { auditList, type SaveView, savedView, savedViewList } from '@goherd/protocol'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { call } from '../testing/call.js'
import { accepted, callApi, refused } from '../testing/call-api.js'
import { addPerson, type TestPerson } from '../testing/people.js'
import { startTestServer, type TestServer } from '../testing/start-test-server.js'

let server: TestServer
let otto: TestPerson
let vera: TestPerson
beforeAll(async () => {
  server = await startTestServer()
  otto = await addPerson(server, 'operator', 'otto')
  vera = await addPerson(server, 'viewer', 'vera')
})
afterAll(() => server?.close())

const as = (person: TestPerson) => ({ url: server.url, adminToken: person.token })
const save = (person: TestPerson, view: SaveView) => callApi(as(person), '/views', view)
const list = async (person: TestPerson) => accepted(await callApi(as(person), '/views'), savedViewList).views
const remove = async (person: TestPerson, id: string) => {
  const { status, json } = await call(server.url, 'DELETE', `/api/views/${id}`, { token: person.token })
  return { status, body: json }
}

describe('a saved view', () => {
  it('is its owner’s alone until it is shared', async () => {
    const mine = accepted(await save(otto, { name: 'Old Go', q: 'go:<1.22' }), savedView)
    expect(mine).toMatchObject({ name: 'Old Go', owner: 'otto', own: true, shared: false, sort: null })
    expect(await list(vera)).toEqual([])
    const shared = accepted(
      await save(otto, { name: 'Old Go', q: 'go:<1.22', sort: 'actual', order: 'desc', shared: true }),
      savedView,
    )
    expect(shared).toMatchObject({ id: mine.id, shared: true, sort: 'actual', order: 'desc' })
    expect(await list(vera)).toEqual([{ ...shared, own: false }])
    expect(await list(otto)).toEqual([shared])
  })

  it('of a viewer cannot be shared, with the reason', async () => {
    expect(refused(await save(vera, { name: 'Mine', q: '', shared: true }))).toMatchObject({
      status: 403,
      code: 'role_too_small',
    })
    expect((await save(vera, { name: 'Mine', q: '' })).status).toBe(200)
  })

  it.each([
    [{ name: 'x', q: 'stat:x' }, 'query_invalid'],
    [{ name: 'x', q: '', sort: 'colour' }, 'sort_unknown'],
    [{ name: ' ', q: '' }, 'invalid_request'],
  ])('that could not be shown is refused: %j', async (view, code) => {
    expect(refused(await save(otto, view))).toMatchObject({ status: 400, code })
  })

  it('is taken away by its owner, or by an administrator when it is shared, and by nobody else', async () => {
    const { id } = accepted(await save(otto, { name: 'Ours', q: 'held:yes', shared: true }), savedView)
    expect(refused(await remove(vera, id))).toMatchObject({ status: 403, code: 'view_not_yours' })
    const admin = await addPerson(server, 'admin', 'anna')
    expect((await remove(admin, id)).status).toBe(200)
    expect(refused(await remove(otto, id))).toMatchObject({ status: 404, code: 'view_unknown' })
    const own = accepted(await save(vera, { name: 'Secret', q: '' }), savedView)
    expect(refused(await remove(admin, own.id))).toMatchObject({ status: 404, code: 'view_unknown' })
    expect((await remove(vera, own.id)).status).toBe(200)
  })

  it('leaves a row in the audit log, saved and taken away', async () => {
    const { id } = accepted(await save(otto, { name: 'Log', q: 'state:failed' }), savedView)
    await remove(otto, id)
    const { entries } = accepted(await callApi(server, `/audit?target=view:${id}`), auditList)
    expect(entries.map(({ action, actor }) => [actor, action])).toEqual([
      ['otto', 'view.remove'],
      ['otto', 'view.save'],
    ])
    expect(entries[1]?.summary).toBe('saved the view "Log" (state:failed)')
  })
})
