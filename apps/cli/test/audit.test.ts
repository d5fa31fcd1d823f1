import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type FleetServer, startFleetServer } from './fleet-server.js'
import { buildGoherd, type Goherd } from './goherd.js'
import { problemBody, TOKEN } from './protocol-server.js'

let server: FleetServer
let goherd: Goherd
const run = (...args: string[]) =>
  goherd.run(args, { env: { GOHERD_SERVER: server.url, GOHERD_TOKEN: TOKEN } })

beforeAll(async () => {
  server = await startFleetServer()
  goherd = await buildGoherd()
})
afterAll(async () => {
  goherd.remove()
  await server.close()
  expect(server.mistakes).toEqual([])
})

/** The query of the last request for the log. */
function lastQuery(): Record<string, string> {
  const last = server.queries.findLast(({ on }) => on === 'GET /api/audit')
  return Object.fromEntries(last?.query ?? [])
}

describe('audit ls', () => {
  it('passes its filters on, with times as the protocol has them', async () => {
    const filters = ['--actor', 'ada', '--action', 'rollback', '--outcome', 'refused', '--search', 'no way']
    const times = ['--since', '2026-05-04', '--until', '2026-05-05T10:00+02:00', '--limit', '5']
    const { exit } = await run('audit', 'ls', ...filters, ...times)
    expect(exit).toBe(0)
    expect(lastQuery()).toEqual({
      actor: 'ada',
      action: 'rollback',
      outcome: 'refused',
      search: 'no way',
      since: '2026-05-04T00:00:00.000Z',
      until: '2026-05-05T08:00:00.000Z',
      limit: '5',
    })
  })

  it('reads every page with --all, none twice', async () => {
    server.audit.entries = 1203
    const { exit, json } = await run('audit', 'ls', '--all', '--json')
    expect(exit).toBe(0)
    const ids = (json() as { id: number }[]).map(({ id }) => id)
    expect(ids).toEqual(Array.from({ length: 1203 }, (_, n) => 1203 - n))
    server.audit.entries = 9
  })

  it.each([
    [['--outcome', 'maybe'], 'outcome'],
    [['--since', 'yesterday'], '"yesterday" is not a time for --since'],
    [['--all', '--limit', '3'], '--all and --limit cannot both hold'],
  ])('%j is a usage error', async (args, says) => {
    const { exit, stderr, stdout } = await run('audit', 'ls', ...args)
    expect({ exit, stdout }).toEqual({ exit: 2, stdout: '' })
    expect(stderr).toContain(says)
  })
})

describe('audit verify', () => {
  it('says what proves the log, and ends well', async () => {
    const { exit, stdout } = await run('audit', 'verify')
    expect(exit).toBe(0)
    expect(stdout).toContain('✓ 9 entries')
    expect(stdout).toContain('d'.repeat(64))
  })

  it('ends with 3 when an entry was changed, and names it', async () => {
    server.audit.broken = { id: 4, says: 'its text does not fit its seal' }
    const { exit, stdout } = await run('audit', 'verify')
    expect(exit).toBe(3)
    expect(stdout).toContain('✗ the log is broken at entry 4: its text does not fit its seal')
    expect((await run('audit', 'verify', '--json')).json()).toMatchObject({ ok: false, broken: { id: 4 } })
    server.audit.broken = null
  })
})

describe('audit export', () => {
  const LINES = '{"id":1}\n{"id":2}\n'

  it('passes the file on as it is, to stdout or into a file', async () => {
    server.break('GET /api/audit/export', { status: 200, body: LINES, type: 'application/x-ndjson' })
    expect(await run('audit', 'export')).toMatchObject({ exit: 0, stdout: LINES, stderr: '' })
    const file = join(goherd.home, 'audit.ndjson')
    const { exit, stdout, stderr } = await run('audit', 'export', '-o', file)
    expect({ exit, stdout, stderr }).toEqual({ exit: 0, stdout: '', stderr: `Written to ${file}.\n` })
    expect(readFileSync(file, 'utf8')).toBe(LINES)
  })

  it('says when the file cannot be written', async () => {
    const { exit, stderr } = await run('audit', 'export', '-o', join(goherd.home, 'no', 'such', 'folder'))
    expect(exit).toBe(1)
    expect(stderr).toContain('file_not_written')
  })

  it('says what the server says when it refuses', async () => {
    const body = problemBody('forbidden', 'a viewer may not', 'Ask an administrator.')
    server.break('GET /api/audit/export', { status: 403, body })
    const { exit, stdout, stderr } = await run('audit', 'export')
    expect({ exit, stdout }).toEqual({ exit: 6, stdout: '' })
    expect(stderr).toContain('forbidden: a viewer may not')
  })

  it('takes no two forms at once', async () => {
    expect(await run('audit', 'export', '--json', '--format', 'csv')).toMatchObject({ exit: 2, stdout: '' })
  })
})
