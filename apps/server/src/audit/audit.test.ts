import { type AuditEntry, auditFacets, auditList } from '@goherd/protocol'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { accepted, callApi } from '../testing/call-api.js'
import { startTestServer, type TestServer } from '../testing/index.js'
import { AuditLog } from './audit-log.js'

let server: TestServer
beforeAll(async () => {
  server = await startTestServer()
  const log = server.app.get(AuditLog, { strict: false })
  const rows = [
    {
      actor: 'Ada',
      action: 'group.set',
      target: 'group:build',
      reason: 'patch day',
      summary: 'build to 1.23',
    },
    { actor: 'Ada', action: 'group.create', target: 'group:canary', summary: 'canary was made' },
    { actor: 'Bob', action: 'rollback.start', target: 'fleet', reason: '100%_bad', summary: 'all go back' },
    { actor: 'Bob', action: 'rollback.start', target: 'fleet', outcome: 'refused', summary: 'not confirmed' },
    { actor: '=SUM(A1)', action: 'grouping.odd', target: 'x', reason: 'a "b", c', summary: 'two\nlines' },
  ] as const
  for (const row of rows) await log.record(row)
})
afterAll(() => server?.close())

const list = async (query: Record<string, string> = {}): Promise<AuditEntry[]> =>
  accepted(await callApi(server, `/audit?${new URLSearchParams(query)}`), auditList).entries
const summaries = async (query: Record<string, string>) => (await list(query)).map(({ summary }) => summary)
const exported = (query: Record<string, string>) =>
  fetch(`${server.url}/api/audit/export?${new URLSearchParams(query)}`, {
    headers: { authorization: `Bearer ${server.adminToken}` },
  })

describe('the audit log', () => {
  it.each<[Record<string, string>, string[]]>([
    [{ actor: 'Bob' }, ['not confirmed', 'all go back']],
    [{ action: 'group.set' }, ['build to 1.23']],
    [{ action: 'group' }, ['canary was made', 'build to 1.23']],
    [{ action: 'rollback', outcome: 'refused' }, ['not confirmed']],
    [{ target: 'group:build' }, ['build to 1.23']],
    [{ search: 'PATCH build' }, ['build to 1.23']],
    [{ search: 'bob back' }, ['all go back']],
    [{ search: '0%_b' }, ['all go back']],
    [{ search: '%' }, ['all go back']],
    [{ search: 'no such words' }, []],
    [{ actor: 'Bob', until: '2020-01-01T00:00:00.000Z' }, []],
    [{ actor: 'Bob', since: '2020-01-01T00:00:00.000Z', outcome: 'done' }, ['all go back']],
    [{ actor: 'Bob', limit: '1' }, ['not confirmed']],
  ])('filtered by %j is %j, newest first', async (query, found) => {
    expect(await summaries(query)).toEqual(found)
  })

  it('goes on, filtered, where a page ended', async () => {
    const [newest] = await list({ actor: 'Bob', limit: '1' })
    expect(await summaries({ actor: 'Bob', before: String(newest?.id) })).toEqual(['all go back'])
  })

  it.each([{ outcome: 'perhaps' }, { since: 'yesterday' }, { limit: '501' }, { before: 'x' }])(
    'refuses %j',
    async (query) => {
      const { status } = await callApi(server, `/audit?${new URLSearchParams(query)}`)
      expect(status).toBe(400)
    },
  )

  it('names every actor and action there is', async () => {
    const { actors, actions } = accepted(await callApi(server, '/audit/facets'), auditFacets)
    expect(actors).toEqual(expect.arrayContaining(['=SUM(A1)', 'Ada', 'Bob']))
    expect(new Set(actors).size).toBe(actors.length)
    const entries = await list({ limit: '500' })
    expect(new Set(actions)).toEqual(new Set(entries.map(({ action }) => action)))
  })
})

describe('an export', () => {
  it('is a file of the entries that fit, oldest first', async () => {
    const response = await exported({ actor: 'Bob' })
    expect(response.headers.get('content-type')).toBe('application/x-ndjson; charset=utf-8')
    expect(response.headers.get('content-disposition')).toMatch(
      /^attachment; filename="goherd-audit-\d{4}-\d\d-\d\d\.ndjson"$/,
    )
    const lines = (await response.text()).trimEnd().split('\n')
    expect(lines.map((line) => JSON.parse(line))).toEqual((await list({ actor: 'Bob' })).reverse())
  })

  it('as CSV has a heading and computes nothing', async () => {
    const response = await exported({ format: 'csv', action: 'grouping' })
    expect(response.headers.get('content-disposition')).toContain('.csv"')
    const text = await response.text()
    expect(text).toMatch(/^id,at,actor,action,target,outcome,reason,summary\r\n\d+,/)
    expect(text).toContain(`,'=SUM(A1),grouping.odd,x,done,"a ""b"", c","two\nlines"\r\n`)
  })

  it('of nothing is a file with nothing in it', async () => {
    expect(await (await exported({ actor: 'Nobody' })).text()).toBe('')
    expect(await (await exported({ actor: 'Nobody', format: 'csv' })).text()).toMatch(/^id,[a-z,]+\r\n$/)
  })

  it('has every one of many entries, once', async () => {
    await server.database.pool.query(
      `INSERT INTO audit_entry (actor, action, target, reason, outcome, summary)
       SELECT 'Robot', 'host.tick', 'host:' || n, '', 'done', n::text FROM generate_series(1, 3456) n`,
    )
    const lines = (await (await exported({ actor: 'Robot' })).text()).trimEnd().split('\n')
    const numbers = lines.map((line) => Number(JSON.parse(line).summary))
    expect(numbers).toEqual(Array.from({ length: 3456 }, (_, n) => n + 1))
  })

  it('that the client leaves in the middle leaves the server well', async () => {
    const leave = new AbortController()
    const response = await fetch(`${server.url}/api/audit/export`, {
      headers: { authorization: `Bearer ${server.adminToken}` },
      signal: leave.signal,
    })
    await response.body?.getReader().read()
    leave.abort()
    expect((await exported({ actor: 'Ada' })).status).toBe(200)
  })

  it('in a format that there is not is refused with a code, and is no file', async () => {
    const response = await exported({ format: 'xlsx' })
    expect(response.status).toBe(400)
    expect(response.headers.get('content-disposition')).toBeNull()
    expect(await response.json()).toMatchObject({ error: { code: 'invalid_request' } })
  })
})
