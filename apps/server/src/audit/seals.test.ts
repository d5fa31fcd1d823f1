import { auditVerification } from '@goherd/protocol'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { accepted, callApi } from '../testing/call-api.js'
import { startTestServer, type TestServer } from '../testing/index.js'
import { eventually } from '../testing/test-agent.js'
import { AuditLog } from './audit-log.js'
import { SealStore } from './seal.store.js'

let server: TestServer
let store: SealStore
beforeAll(async () => {
  server = await startTestServer()
  store = server.app.get(SealStore, { strict: false })
})
afterAll(() => server?.close())

const verify = async () => accepted(await callApi(server, '/audit/verify'), auditVerification)
const sql = (text: string, values: unknown[] = []) => server.database.pool.query(text, values)
const write = (entries: number) =>
  sql(
    `INSERT INTO audit_entry (actor, action, target, reason, outcome, summary)
     SELECT 'Ada', 'host.recheck', 'host:' || n, '', 'done', 'n ' || n FROM generate_series(1, $1::int) n`,
    [entries],
  )
const sealAll = async () => {
  while ((await store.unsealed()) > 0) await store.sealNext(1_000)
}
/** What somebody does who has the whole database: the trigger is none for them. */
async function behindTheGuard(text: string, values: unknown[] = []): Promise<void> {
  const client = await server.database.pool.connect()
  try {
    await client.query("BEGIN; SET LOCAL session_replication_role = 'replica'")
    await client.query(text, values)
    await client.query('COMMIT')
  } finally {
    client.release()
  }
}
const idAt = async (place: number): Promise<number> =>
  (await sql('SELECT id FROM audit_entry WHERE place = $1', [place])).rows[0].id

it('entries are sealed by themselves, a moment after they were written', async () => {
  await server.app.get(AuditLog, { strict: false }).record({
    ...{ actor: 'Ada', action: 'group.set', target: 'group:build', summary: 'x' },
  })
  const found = await eventually(verify, ({ unsealed, entries }) => unsealed === 0 && entries > 0)
  expect(found).toMatchObject({ ok: true, broken: null, head: expect.stringMatching(/^[0-9a-f]{64}$/) })
})

it('an entry whose transaction ended late comes after those that were committed before', async () => {
  const late = await server.database.pool.connect()
  await late.query('BEGIN')
  const { rows } = await late.query(
    `INSERT INTO audit_entry (actor, action, target, reason, outcome, summary) VALUES ('Late', 'a.b', 'c', '', 'done', '') RETURNING id`,
  )
  await write(3)
  await sealAll()
  const before = await verify()
  await late.query('COMMIT')
  late.release()
  await sealAll()
  const after = await verify()
  expect(after).toMatchObject({ ok: true, entries: before.entries + 1 })
  expect(await idAt(after.entries)).toBe(rows[0].id)
})

it('several sealers make one chain', async () => {
  await write(2_500)
  for (let turn = 0; turn < 10; turn += 1) {
    await Promise.all(Array.from({ length: 4 }, () => store.sealNext(400)))
  }
  await sealAll()
  const { ok, unsealed, entries } = await verify()
  expect([ok, unsealed]).toEqual([true, 0])
  const { rows } = await sql('SELECT count(*)::int AS n, max(place) AS place FROM audit_entry')
  expect(rows).toEqual([{ n: entries, place: entries }])
})

describe('the database itself', () => {
  it.each([
    ["UPDATE audit_entry SET summary = 'nothing happened' WHERE place = 2"],
    ['UPDATE audit_entry SET place = null, seal = null WHERE place = 2'],
    ['DELETE FROM audit_entry WHERE place = 2'],
    ['TRUNCATE audit_entry'],
  ])('refuses %s', async (text) => {
    await expect(sql(text)).rejects.toThrow('neither changed nor removed')
    expect(await verify()).toMatchObject({ ok: true })
  })

  it('refuses to change an entry that has no seal yet', async () => {
    const change = sql(`
      WITH fresh AS (SELECT max(id) AS id FROM audit_entry)
      UPDATE audit_entry SET actor = 'Eve', place = 1000000, seal = '' FROM fresh WHERE audit_entry.id = fresh.id`)
    await expect(change).rejects.toThrow('neither changed nor removed')
  })
})

describe('what was done behind the guard is found', () => {
  let entries: number
  beforeEach(async () => {
    await write(5)
    await sealAll()
    const { ok, entries: sealed } = await verify()
    expect(ok).toBe(true)
    entries = sealed
  })

  it('an entry that was changed, and which one', async () => {
    const id = await idAt(3)
    const before = (await sql('SELECT actor FROM audit_entry WHERE id = $1', [id])).rows[0].actor
    await behindTheGuard(`UPDATE audit_entry SET actor = 'Eve' WHERE id = $1`, [id])
    expect(await verify()).toMatchObject({
      ok: false,
      entries: 2,
      broken: { id, says: expect.stringContaining('sealed') },
    })
    await behindTheGuard('UPDATE audit_entry SET actor = $2 WHERE id = $1', [id, before])
    expect(await verify()).toMatchObject({ ok: true, broken: null })
  })

  it('a time that was changed by a millisecond', async () => {
    const id = await idAt(entries)
    const move = (by: string) =>
      behindTheGuard('UPDATE audit_entry SET at = at + $2::interval WHERE id = $1', [id, by])
    await move('1 millisecond')
    expect(await verify()).toMatchObject({ ok: false, broken: { id } })
    await move('-1 millisecond')
    expect(await verify()).toMatchObject({ ok: true })
  })

  it.each([
    ['at the start', () => 1, 'missing before'],
    ['in the middle', () => 4, 'missing before'],
    ['at the end', () => entries, 'missing at the end'],
  ])('an entry that was taken away %s', async (_where, placeOf, says) => {
    const place = placeOf()
    const { rows } = await sql('SELECT * FROM audit_entry WHERE place = $1', [place])
    await behindTheGuard('DELETE FROM audit_entry WHERE place = $1', [place])
    expect(await verify()).toMatchObject({
      ok: false,
      entries: place - 1,
      broken: { says: expect.stringContaining(`1 entry is ${says}`) },
    })
    const columns = Object.keys(rows[0])
    await behindTheGuard(
      `INSERT INTO audit_entry (${columns.join(', ')}) VALUES (${columns.map((_, at) => `$${at + 1}`).join(', ')})`,
      Object.values(rows[0]),
    )
    expect(await verify()).toMatchObject({ ok: true })
  })

  it('an end that was sealed anew', async () => {
    const { rows } = await sql('SELECT place, seal FROM audit_head')
    await behindTheGuard(`UPDATE audit_head SET seal = repeat('0', 64)`)
    expect(await verify()).toMatchObject({
      ok: false,
      broken: { says: expect.stringContaining('newest seal') },
    })
    await behindTheGuard('UPDATE audit_head SET seal = $1', [rows[0].seal])
    expect(await verify()).toMatchObject({ ok: true, head: rows[0].seal })
  })
})
