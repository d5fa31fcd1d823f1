import { attentionList, fleetMap, fleetStatus } from '@goherd/protocol'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { accepted, callApi } from '../testing/call-api.js'
import { makeGroup, setGroup, startTestFleet, type TestFleet } from '../testing/fleet-of-tests.js'
import { addPerson } from '../testing/people.js'
import { enrollHosts, eventually, NOTHING, observedAt, TestAgent } from '../testing/test-agent.js'

let fleet: TestFleet
const agents: TestAgent[] = []
beforeAll(async () => {
  fleet = await startTestFleet()
})
afterAll(async () => {
  for (const agent of agents) agent.close()
  await fleet?.close()
})

const map = async (query = '') => accepted(await callApi(fleet.server, `/fleet/map${query}`), fleetMap)
const attention = async (token = fleet.server.adminToken) =>
  accepted(await callApi({ url: fleet.server.url, adminToken: token }, '/fleet/attention'), attentionList)
    .items
const ids = async () => (await attention()).map(({ id }) => id)
const sql = (text: string, values: unknown[] = []) => fleet.server.database.pool.query(text, values)

it('a fleet without hosts has an empty map and needs nobody', async () => {
  expect(await map()).toMatchObject({ ids: [], names: [], state: [], label: [], labelKeys: [] })
  expect(await attention()).toEqual([])
})

describe('a fleet with some of everything', () => {
  beforeAll(async () => {
    await makeGroup(fleet.server, 'build')
    const hosts = await enrollHosts(fleet.server, 'build', ['ci-a', 'ci-b', 'ci-c', 'ci-d'])
    await enrollHosts(fleet.server, 'catch-all', ['stray'])
    await setGroup(fleet.server, 'build', '1.23')
    for (const host of hosts.slice(0, 3)) agents.push(await TestAgent.connect(fleet.server, host))
    const [good, old, full] = agents
    if (!good || !old || !full) throw new Error('three agents should be connected')
    await good.report(good.there())
    const { epoch = 0 } = old.there()
    await old.report({ epoch, observed: observedAt({ release: 'go1.21.13', settings: {} }) })
    const error = { code: 'disk_full', message: 'no space is left', hint: 'Free some space.' }
    await full.report({ epoch, observed: NOTHING, phase: { kind: 'failed', error } })
    await sql(`UPDATE host SET labels = '{"env": "prod", "rack": "7"}' WHERE name = 'ci-b'`)
    await eventually(ids, (found) => found.includes('failed:disk_full') && found.includes('drifted:version'))
  })

  it('maps every host, by name, with what it has and what it wants', async () => {
    const found = await map('?label=env')
    const { dictionaries: words } = found
    const rows = found.names.map((name, at) => [
      name,
      words.state[found.state[at] ?? -1],
      words.group[found.group[at] ?? -1],
      words.release[found.actual[at] ?? -1],
      words.release[found.wanted[at] ?? -1],
      words.platform[found.platform[at] ?? -1],
      words.label[found.label[at] ?? -1],
    ])
    const amd = 'linux/amd64'
    expect(rows).toEqual([
      ['ci-a', 'in-sync', 'build', 'go1.23.5', 'go1.23.5', amd, undefined],
      ['ci-b', 'drifted', 'build', 'go1.21.13', 'go1.23.5', amd, 'prod'],
      ['ci-c', 'failed', 'build', undefined, 'go1.23.5', amd, undefined],
      ['ci-d', 'offline', 'build', undefined, 'go1.23.5', amd, undefined],
      ['stray', 'unmanaged', 'catch-all', undefined, undefined, amd, undefined],
    ])
    expect(found.labelKeys).toEqual(['env', 'rack'])
    expect(new Set(found.ids).size).toBe(5)
  })

  it('maps what a wave and a host’s own snapshot want', async () => {
    const [{ id }] = (await sql(`SELECT id FROM host WHERE name = 'ci-d'`)).rows as [{ id: string }]
    const insert = `
      INSERT INTO assignment (epoch, group_id, host_id, revision, snapshot, release, settings, cause, actor, reason, jws, issued_at, drill_id)
      SELECT max(a.epoch) + 1, $1, $2, null, null, $3, '{}', 'set', 'ada', '', max(a.jws), now(), 'd1' FROM assignment a RETURNING epoch`
    const group = (await sql(`SELECT id FROM host_group WHERE name = 'build'`)).rows[0].id
    const wave = await sql(insert, [group, null, 'go1.22.12'])
    await sql('INSERT INTO wave_member (host_id, epoch) VALUES ($1, $2)', [id, wave.rows[0].epoch])
    const wantedOf = async (name: string) => {
      const { names, wanted, dictionaries } = await map()
      return dictionaries.release[wanted[names.indexOf(name)] ?? -1]
    }
    expect(await wantedOf('ci-d')).toBe('go1.22.12')
    const own = await sql(insert, [null, id, 'go1.21.13'])
    expect(await wantedOf('ci-d')).toBe('go1.21.13')
    await sql('DELETE FROM assignment WHERE epoch = ANY ($1)', [[wave.rows[0].epoch, own.rows[0].epoch]])
    expect(await wantedOf('ci-d')).toBe('go1.23.5')
  })

  it('groups what needs a person, and each query finds as many hosts as it says', async () => {
    const found = await attention()
    expect(found.map(({ id, hosts, says }) => [id, hosts, says])).toEqual([
      ['failed:disk_full', 1, '1 host: disk full'],
      ['drifted:version', 1, '1 host: another Go than the one that was assigned'],
      ['unsupported', 2, '2 hosts on a Go that gets no security fixes any more'],
    ])
    expect(found[0]?.hint).toBe('Free some space.')
    for (const { q, hosts } of found) {
      const { ids: fitting } = await map(`?q=${encodeURIComponent(q ?? '')}`)
      expect(fitting.length, q ?? '').toBe(hosts)
    }
  })

  it('refuses a query that is none, with its place', async () => {
    const { status, body } = await callApi(fleet.server, `/fleet/map?q=${encodeURIComponent('colour:red')}`)
    expect([status, JSON.stringify(body)]).toEqual([400, expect.stringContaining('query_invalid')])
  })

  it('tells of hosts that are away for over an hour, and counts them in the status', async () => {
    const longAway = async () => accepted(await callApi(fleet.server, '/status'), fleetStatus).offlineLong
    const [{ id }] = (await sql(`SELECT id FROM host WHERE name = 'ci-d'`)).rows as [{ id: string }]
    const away = (minutes: number) =>
      sql(
        `INSERT INTO host_status (host_id, state, seen_at) VALUES ($1, 'offline', now() - make_interval(mins => $2))
         ON CONFLICT (host_id) DO UPDATE SET seen_at = excluded.seen_at`,
        [id, minutes],
      )
    await away(59)
    expect([await longAway(), (await ids()).includes('offline')]).toEqual([0, false])
    await away(61)
    expect([await longAway(), (await ids()).includes('offline')]).toEqual([1, true])
    const { names } = await map(`?q=${encodeURIComponent('state:offline seen:>1h')}`)
    expect(names).toEqual(['ci-d'])
  })

  it('tells of recalled releases that are in use, of webhooks that fail, and of a source that fails', async () => {
    await callApi(fleet.server, '/releases/go1.21.13/recall', { reason: 'miscompiles' })
    await sql(`INSERT INTO webhook (id, name, url, secret, events, format, created_by, created_at)
               VALUES ('w1', 'chat', 'https://chat.example', 's', '{}', 'json', 'ada', now())`)
    await sql(`INSERT INTO webhook_delivery (id, webhook_id, event, payload, state, attempts, says, at) VALUES
               ('d1', 'w1', 'test', '{}', 'delivered', 1, '', now() - interval '3 hours'),
               ('d2', 'w1', 'test', '{}', 'failed', 12, 'answered 500', now() - interval '2 hours'),
               ('d3', 'w1', 'test', '{}', 'waiting', 3, 'answered 500', now() - interval '1 hour')`)
    await sql(`INSERT INTO audit_entry (actor, action, target, reason, outcome, summary)
               VALUES ('goherd', 'releases.sync', 'catalogue', '', 'failed', 'no answer')`)
    const found = await attention()
    const of = (id: string) => found.find((item) => item.id.startsWith(id))
    expect(of('recalled')).toMatchObject({ id: 'recalled:go1.21.13', hosts: 1, q: 'go:go1.21.13' })
    expect(of('webhook-failing')).toMatchObject({ link: { kind: 'webhook', name: 'chat' } })
    expect(Date.now() - Date.parse(of('webhook-failing')?.since ?? '')).toBeGreaterThan(7_000_000)
    expect(of('source-failing')).toMatchObject({
      link: { kind: 'sources' },
      says: expect.stringContaining('no answer'),
    })
    const viewer = await addPerson(fleet.server, 'viewer')
    const seen = (await attention(viewer.token)).map(({ kind }) => kind)
    expect(seen).not.toContain('webhook-failing')
    expect(seen).toContain('source-failing')
    await sql(`UPDATE webhook_delivery SET state = 'delivered' WHERE id = 'd3'`)
    await callApi(fleet.server, '/releases/sync', {})
    expect((await ids()).filter((id) => /webhook|source/.test(id))).toEqual([])
  })

  it('tells of rollouts that wait, and of hosts that a rollback still owes', async () => {
    await sql(`INSERT INTO rollout (id, spec, hash, state, phase, start_epoch, reason, actor, created_at) VALUES
      ('ro1', '{}', '', '{"sentence": "Stage 1 of 2 · paused", "pauses": [{}]}', 'updating', 1, '', 'ada', now()),
      ('ro2', '{}', '', '{"sentence": "waits for an approval", "pauses": []}', 'approving', 1, '', 'ada', now()),
      ('ro3', '{}', '', '{"sentence": "updating", "pauses": []}', 'updating', 1, '', 'ada', now()),
      ('ro4', '{}', '', '{"sentence": "over", "pauses": [{}]}', 'finished', 1, '', 'ada', now())`)
    await sql(`INSERT INTO rollback (id, plan_id, state, scope, target, groups, reason, actor)
               VALUES ('rb1', 'p1', 'complete', '{}', '{}', '[]', 'bad', 'ada')`)
    await sql(`INSERT INTO rollback_host (rollback_id, host_id, host, epoch, state)
               SELECT 'rb1', id, name, 1, 'debt' FROM host WHERE name IN ('ci-a', 'ci-d')`)
    const found = await attention()
    expect(found.slice(0, 2)).toMatchObject([
      { id: 'rollout-waiting:ro1', says: 'Stage 1 of 2 · paused' },
      { id: 'rollout-waiting:ro2', hint: expect.stringContaining('approve') },
    ])
    expect(found.filter(({ kind }) => kind === 'rollout-waiting')).toHaveLength(2)
    // ci-a is connected: it owes nothing that the rollback does not follow itself.
    expect(found.find(({ kind }) => kind === 'rollback-debt')).toMatchObject({ hosts: 1 })
    await sql(`DELETE FROM rollout WHERE id LIKE 'ro_'`)
    await sql(`DELETE FROM rollback WHERE id = 'rb1'`)
  })
})
