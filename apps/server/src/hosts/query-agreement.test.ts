import {
  CHOICES,
  FLAG_FIELDS,
  formatHostQuery,
  type HostQuery,
  matchesHost,
  parseHostQuery,
  TEXT_FIELDS,
  VERSION_FIELDS,
} from '@goherd/host-query'
import { compareReleaseNames, PHASES } from '@goherd/model'
import { type HostView, hostList, hostQuery } from '@goherd/protocol'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { accepted, callApi, refused } from '../testing/call-api.js'
import { startTestServer, type TestServer } from '../testing/start-test-server.js'

const SEED = 20_261_123
const HOSTS = 300
/** Newer than every assignment there is: such a host has heard of all. */
const NEWEST = 100

const releases = fc.constantFrom(
  ...['go1.20', 'go1.20.14', 'go1.20rc1', 'go1.21beta1', 'go1.21rc2', 'go1.21.0', 'go1.21.13', 'go1.22.2'],
  ...['go1.22.12', 'go1.23.5', 'go1.24rc1', 'go2.0.0', 'go1.9', 'go1.10.8'],
)
const texts = fc.constantFrom(
  ...[
    'prod',
    'PROD',
    'pro',
    'a b',
    '50%',
    '5_0',
    '50\\',
    '"q"',
    '\u0130',
    '\u212a',
    'ß',
    'x=y',
    '<1',
    "'",
    '',
  ],
)
const groups = fc.constantFrom('alpha', 'Beta-2', 'left-alone')
const ages = fc.constantFrom(30, 600, 7_200, 300_000)

const host = fc.record({
  word: fc.constantFrom('ci', 'Build', 'mac.mini', 'x_1'),
  group: groups,
  platform: fc.constantFrom('linux/amd64', 'linux/arm64', 'darwin/arm64'),
  agent: fc.option(fc.constantFrom('0.1.0', '0.2.0-rc.1', '0.2.0', '0.10.3', '1.0.0', 'dev'), { nil: null }),
  labels: fc.dictionary(fc.constantFrom('env', 'Env', 'team/x', 'constructor'), texts, { maxKeys: 3 }),
  own: fc.option(releases, { nil: null, freq: 4 }),
  wave: fc.option(fc.constantFrom('alpha', 'Beta-2'), { nil: null, freq: 3 }),
  status: fc.option(
    fc.record({
      actual: fc.option(releases, { nil: null }),
      state: fc.constantFrom('in-sync', 'drifted', 'failed', 'updating'),
      online: fc.boolean(),
      proved: fc.boolean(),
      heard: fc.boolean(),
      phase: fc.constantFrom(...PHASES),
      code: fc.option(fc.constantFrom('disk_full', 'hash_wrong'), { nil: null }),
      drift: fc.subarray(['version', 'settings', 'effective']),
      held: fc.constantFrom('held', 'was held', 'not held'),
      source: fc.option(fc.constantFrom(...CHOICES.source), { nil: null }),
      seen: fc.option(ages, { nil: null }),
    }),
    { freq: 8, nil: null },
  ),
})
type RandomHost = typeof host extends fc.Arbitrary<infer T> ? T : never

const DRIFTS: Readonly<Record<string, object>> = {
  version: { kind: 'version', expected: 'go1.22.12', found: 'go1.21.13' },
  settings: { kind: 'settings', name: 'GOFLAGS', expected: '-mod=vendor', found: null },
  effective: { kind: 'effective', cause: { kind: 'not-on-path', shell: 'login' } },
}

let server: TestServer
let all: HostView[]
const query = (text: string, values: unknown[] = []) => server.database.pool.query(text, values)

beforeAll(async () => {
  server = await startTestServer()
  await query(`INSERT INTO host_group (id, name, managed, epoch)
    VALUES ('alpha', 'alpha', true, 3), ('Beta-2', 'Beta-2', true, 9), ('left-alone', 'left-alone', false, NULL)`)
  await assign(3, 'alpha', null, 'go1.22.12')
  await assign(9, 'Beta-2', null, 'go1.20')
  // A wave that is newer than its group's assignment, and one that is older.
  await assign(12, 'alpha', null, 'go1.23.5')
  await assign(8, 'Beta-2', null, 'go1.21.13')
  for (const [index, one] of fc.sample(host, { numRuns: HOSTS, seed: SEED }).entries()) await put(index, one)
  all = await list({})
})
afterAll(() => server?.close())

async function assign(epoch: number, group: string | null, host: string | null, release: string) {
  await query(
    `INSERT INTO assignment (epoch, group_id, host_id, snapshot, release, settings, cause, actor, reason, jws, issued_at)
     VALUES ($1, $2, $3, 's', $4, '{}', 'host', 'ada', '', '', now())`,
    [epoch, group, host, release],
  )
}

async function put(index: number, one: RandomHost): Promise<void> {
  const id = `${one.word}-${index}`
  const facts = { root: '/srv', ...(one.agent === null ? {} : { agentVersion: one.agent }) }
  await query(
    `INSERT INTO host (id, name, group_id, public_key, platform, facts, labels) VALUES ($1, $1, $2, '', $3, $4, $5)`,
    [id, one.group, one.platform, facts, one.labels],
  )
  if (one.own !== null) await assign(NEWEST + index + 1, null, id, one.own)
  const wave = one.wave === 'alpha' ? 12 : 8
  if (one.wave !== null) await query('INSERT INTO wave_member (host_id, epoch) VALUES ($1, $2)', [id, wave])
  if (one.status) await putStatus(id, one, one.status)
}

/** A host with an assignment or a wave of its own has heard of it: what it is told a moment before is not in its row yet. */
async function putStatus(id: string, one: RandomHost, status: NonNullable<RandomHost['status']>) {
  const { code, drift, held, online, phase, proved, seen, source, state } = status
  const epoch = status.heard || one.own !== null || one.wave !== null ? NEWEST + HOSTS + 1 : 1
  const error = code === null ? {} : { error: { code, message: 'no', hint: 'Look.' } }
  const until = new Date(Date.now() + (held === 'held' ? 86_400_000 : -1000)).toISOString()
  const maintenance = held === 'not held' ? null : { reason: 'r', by: 'b', since: until, until }
  await query(
    `INSERT INTO host_status (host_id, epoch, actual, state, online, proved, phase, drift, maintenance, go_source, seen_at)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, now() - make_interval(secs => $11))`,
    [
      ...[id, epoch, status.actual, online ? state : 'offline', online, proved],
      ...[{ kind: phase, ...error }, JSON.stringify(drift.map((kind) => DRIFTS[kind])), maintenance],
      ...[source === null ? null : { origin: source, path: null }, seen],
    ],
  )
}

async function list(asked: Record<string, string>): Promise<HostView[]> {
  const answer = await callApi(server, `/hosts?${new URLSearchParams({ limit: '20000', ...asked })}`)
  return accepted(answer, hostList).hosts
}

const match = fc.oneof(
  fc
    .oneof(
      texts,
      fc.constantFrom('ci', 'build', 'linux', 'alpha', 'beta-2', 'arm64', 'disk_full', 'env=prod'),
    )
    .map((text) => ({ kind: 'text' as const, text })),
  fc
    .constantFrom('*', 'ci-*', '*a*', '*1*2*', 'pro*', 'linux/*', '*_full', 'go1.2*', '*nv=*', 'b*')
    .map((glob) => ({ kind: 'glob' as const, glob })),
)
const matches = fc.array(match, { minLength: 1, maxLength: 3 })
const comparison = fc.constantFrom('<', '<=', '>', '>=')
const version = fc.constantFrom(
  ...[
    '1',
    '1.9',
    '1.20',
    'go1.20',
    '1.21',
    '1.21rc2',
    '1.21.0',
    '1.22.12',
    '1.24',
    '2',
    'go1.22',
    '1.2*',
    '*',
  ],
)
const agent = fc.constantFrom('0', '0.2', '0.2.0', '0.2.0-rc.1', '0.10', '1.0.0', '0.*', '*')
/** Conditions as texts; what the formatter would write is taken where it is simplest. */
const condition = fc.oneof(
  matches.map((any) => formatHostQuery({ kind: 'words', any })),
  fc
    .tuple(fc.constantFrom(...TEXT_FIELDS), matches)
    .map(([field, any]) => formatHostQuery({ kind: 'text', field, any })),
  fc
    .tuple(fc.constantFrom('env', 'Env', 'team/x', 'constructor', 'toString'), matches)
    .map(([key, any]) => formatHostQuery({ kind: 'label', key, any })),
  ...Object.entries(CHOICES).map(([field, words]) =>
    fc.subarray([...words, '*'], { minLength: 1, maxLength: 3 }).map((any) => `${field}:${any.join(',')}`),
  ),
  fc
    .tuple(fc.constantFrom(...FLAG_FIELDS), fc.boolean())
    .map(([field, is]) => `${field}:${is ? 'yes' : 'no'}`),
  ...VERSION_FIELDS.map((field) => {
    const values = field === 'agent' ? agent : version
    const plain = values.filter((value) => !value.includes('*'))
    return fc.oneof(
      fc.array(values, { minLength: 1, maxLength: 3 }).map((any) => `${field}:${any.join(',')}`),
      fc.tuple(comparison, plain).map(([operator, value]) => `${field}:${operator}${value}`),
    )
  }),
  fc.tuple(comparison, fc.constantFrom('5m', '1h', '1d')).map(([operator, age]) => `seen:${operator}${age}`),
  fc.constant('seen:*'),
)
const q = fc.letrec<{ query: string }>((tie) => ({
  query: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    condition,
    tie('query').map((one) => `-(${one})`),
    fc.tuple(tie('query'), tie('query')).map(([a, b]) => `(${a}) (${b})`),
    fc.tuple(tie('query'), tie('query')).map(([a, b]) => `(${a} or ${b})`),
  ),
})).query

function parsed(text: string): HostQuery {
  const read = parseHostQuery(text)
  if (!read.ok) throw new Error(`${text}: ${read.problem.message}`)
  return read.query
}

describe('a query in the language', () => {
  it('finds in the database exactly the hosts that fit it', async () => {
    let found = 0
    const ask = fc.asyncProperty(
      q.filter((text) => text.length <= 1_000),
      async (text) => {
        const fitting = all.filter((one) => matchesHost(parsed(text), one, Date.now()))
        const answered = await list({ q: text })
        expect(answered.map(({ name }) => name)).toEqual(fitting.map(({ name }) => name))
        found += fitting.length > 0 && fitting.length < HOSTS ? 1 : 0
      },
    )
    await fc.assert(ask, { numRuns: 250, seed: SEED })
    // A comparison of nothing with nothing would prove nothing.
    expect(found).toBeGreaterThan(120)
  })

  it('of a single condition too, whatever it is', async () => {
    const ask = fc.asyncProperty(condition, async (text) => {
      const fitting = all.filter((one) => matchesHost(parsed(text), one, Date.now()))
      expect((await list({ q: text })).map(({ name }) => name)).toEqual(fitting.map(({ name }) => name))
    })
    await fc.assert(ask, { numRuns: 150, seed: SEED })
  })

  it('goes together with the older parameters', async () => {
    const both = await list({ q: 'go:<1.22', group: 'alpha', search: 'linux' })
    expect(both.length).toBeGreaterThan(0)
    expect(both).toEqual(
      (await list({ q: 'go:<1.22 group:alpha' })).filter(({ platform }) => platform.startsWith('linux')),
    )
  })

  it('that is wrong is refused with its place', async () => {
    expect(refused(await callApi(server, `/hosts?q=${encodeURIComponent('ci state:driftd')}`))).toMatchObject(
      {
        status: 400,
        code: 'query_invalid',
        hint: 'Did you mean drifted?',
        issues: [{ path: 'q', at: 9, length: 6 }],
      },
    )
  })
})

describe('a sorted list', () => {
  it.each(['actual', 'wanted'] as const)('by %s is in the order of Go', async (sort) => {
    const sorted = (await list({ sort, order: 'desc' })).flatMap((one) => one[sort] ?? [])
    expect(sorted.length).toBeGreaterThan(100)
    expect(sorted).toEqual([...sorted].sort(compareReleaseNames))
  })

  it('by agent is in the order of versions', async () => {
    const versions = (await list({ sort: 'agentVersion' })).map(({ agentVersion }) => agentVersion)
    expect([...new Set(versions)]).toEqual(['dev', '0.1.0', '0.2.0-rc.1', '0.2.0', '0.10.3', '1.0.0', ''])
  })

  it.each(hostQuery.shape.sort.unwrap().options)(
    'by %s has every host once, on whatever page',
    async (sort) => {
      const pages = [await list({ sort, limit: '200' }), await list({ sort, limit: '200', offset: '200' })]
      expect(new Set(pages.flat().map(({ id }) => id)).size).toBe(HOSTS)
    },
  )
})
