import {
  auditList,
  type BulkRequest,
  bulkResult,
  type HostView,
  hostDetail,
  hostList,
} from '@goherd/protocol'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { accepted, callApi, refused } from '../testing/call-api.js'
import { makeGroup, setGroup, startTestFleet, type TestFleet } from '../testing/fleet-of-tests.js'
import { addPerson } from '../testing/people.js'
import { enrollHosts, eventually, TestAgent, type TestHost } from '../testing/test-agent.js'

let fleet: TestFleet
let hosts: readonly TestHost[]
beforeAll(async () => {
  fleet = await startTestFleet()
  await makeGroup(fleet.server, 'many')
  hosts = await enrollHosts(fleet.server, 'many', ['m-1', 'm-2', 'm-3', 'm-4'])
  await setGroup(fleet.server, 'many', '1.22')
})
afterAll(() => fleet?.close())

const api = (path: string, body?: unknown) => callApi(fleet.server, path, body)
const bulk = (body: BulkRequest) => api('/hosts/bulk', body)
const done = async (body: BulkRequest) => accepted(await bulk(body), bulkResult)
const find = async (q: string) =>
  accepted(await api(`/hosts?q=${encodeURIComponent(q)}`), hostList).hosts.map(({ name }) => name)
const detail = async (name: string) => accepted(await api(`/hosts/${name}`), hostDetail)
const lastOf = async (action: string) =>
  accepted(await api(`/audit?action=${action}`), auditList).entries[0] ?? expect.unreachable()
const named = (...names: string[]) => ({ kind: 'named' as const, names })
const host = (index: number) => hosts[index] ?? expect.unreachable('no such host')

describe('labels set on the server', () => {
  it('lie over what the host says of itself, until they are set otherwise', async () => {
    const agent = await TestAgent.connect(fleet.server, host(0))
    await agent.report({ ...agent.there(), labels: { rack: 'r1', env: 'dev' } })
    expect(
      await done({
        hosts: named('m-1', 'm-2'),
        change: { kind: 'label', set: { env: 'prod' }, unset: ['rack'] },
      }),
    ).toEqual({ done: 2, refused: [] })
    expect(await detail('m-1')).toMatchObject({ labels: { env: 'prod' }, setLabels: { env: 'prod' } })
    expect((await detail('m-1')).setLabels).not.toHaveProperty('rack')
    await agent.report({ ...agent.there(), labels: { rack: 'r2', env: 'test', os: 'debian' } })
    const is = (labels: Record<string, string>) => (one: HostView) =>
      JSON.stringify(Object.entries(one.labels).sort()) === JSON.stringify(Object.entries(labels).sort())
    await eventually(() => detail('m-1'), is({ env: 'prod', os: 'debian' }))
    await done({ hosts: named('m-1'), change: { kind: 'label', set: { rack: 'r9' } } })
    expect((await detail('m-1')).labels).toEqual({ env: 'prod', os: 'debian', rack: 'r9' })
    expect(await find('label.env=prod')).toEqual(['m-1', 'm-2'])
    agent.close()
  })

  it('leave one row in the audit log, however many hosts there are', async () => {
    await done({ hosts: named('m-2', 'm-3'), change: { kind: 'label', set: { a: '1' }, unset: ['b'] } })
    expect(await lastOf('host.label')).toMatchObject({
      actor: 'Ada',
      target: 'hosts',
      outcome: 'done',
      summary: '2 hosts (m-2, m-3): labels a=1, b taken away',
    })
  })

  it('need something to set', async () => {
    expect(refused(await bulk({ hosts: named('m-2'), change: { kind: 'label' } }))).toMatchObject({
      status: 400,
      code: 'labels_missing',
    })
  })
})

describe('hosts chosen by a query', () => {
  const change = { kind: 'label', set: { wave: '1' } } as const
  it('are all that fit it', async () => {
    expect(await done({ hosts: { kind: 'query', q: 'name:m-*', expected: 4 }, change })).toMatchObject({
      done: 4,
    })
    expect(await find('label.wave=1')).toEqual(['m-1', 'm-2', 'm-3', 'm-4'])
  })

  it('are left alone when another number fits than the person saw', async () => {
    const other = { kind: 'label', set: { wave: '2' } } as const
    expect(
      refused(await bulk({ hosts: { kind: 'query', q: 'name:m-*', expected: 3 }, change: other })),
    ).toMatchObject({
      status: 409,
      code: 'count_moved',
      message: 'the query fits 4 hosts now, not 3',
    })
    expect(await find('label.wave=2')).toEqual([])
  })

  it('cannot be chosen by a query that does not follow the language', async () => {
    expect(refused(await bulk({ hosts: { kind: 'query', q: 'go:<', expected: 1 }, change }))).toMatchObject({
      code: 'query_invalid',
      issues: [{ path: 'q', at: 4 }],
    })
  })
})

describe('a recheck of many', () => {
  it('asks those that are connected, and tells why the others were not', async () => {
    const agent = await TestAgent.connect(fleet.server, host(1))
    const asked: unknown[] = []
    agent.socket.on('host.recheck', (body: unknown, answer: (said: unknown) => void) => {
      asked.push(body)
      answer({ accepted: true })
    })
    const { done: count, refused: not } = await done({
      hosts: named('m-2', 'm-3', 'nobody'),
      change: { kind: 'recheck' },
    })
    expect(count).toBe(1)
    expect(asked).toEqual([{ bytes: true }])
    expect(not.map(({ host, code }) => [host, code]).sort()).toEqual([
      ['m-3', 'host_offline'],
      ['nobody', 'host_unknown'],
    ])
    expect((await lastOf('host.recheck')).summary).toBe('1 host (m-2): asked to look at every byte of its Go')
    agent.close()
  })
})

describe('a host that is removed', () => {
  it('is gone at once, its agent is sent away and refused from then on', async () => {
    const agent = await TestAgent.connect(fleet.server, host(2))
    await agent.report(agent.there())
    const closed = new Promise<unknown>((resolve) => agent.socket.once('session.closed', resolve))
    const change = { kind: 'remove', reason: 'scrapped' } as const
    expect(await done({ hosts: named('m-3', 'm-3'), change })).toEqual({ done: 1, refused: [] })
    expect(await closed).toMatchObject({ code: 'host_removed', retry: 'never' })
    expect(await find('name:m-3')).toEqual([])
    expect(refused(await api('/hosts/m-3'))).toMatchObject({ status: 404, code: 'host_unknown' })
    await expect(TestAgent.connect(fleet.server, host(2))).rejects.toThrow(/host_unknown|does not know/)
    expect(await lastOf('host.remove')).toMatchObject({ target: 'host:m-3', reason: 'scrapped' })
    expect(await done({ hosts: named('m-3'), change })).toMatchObject({
      done: 0,
      refused: [{ host: 'm-3', code: 'host_unknown' }],
    })
  })

  it('may enroll again by the same name', async () => {
    const [again] = await enrollHosts(fleet.server, 'many', ['m-3'])
    const agent = await TestAgent.connect(fleet.server, again ?? expect.unreachable())
    await agent.report(agent.there())
    await eventually(
      () => detail('m-3'),
      ({ state }) => state === 'in-sync',
    )
    agent.close()
  })
})

it('is nothing for somebody who may only look', async () => {
  const vera = await addPerson(fleet.server, 'viewer', 'vera')
  const body = { hosts: named('m-1'), change: { kind: 'recheck' } }
  const answer = await callApi({ url: fleet.server.url, adminToken: vera.token }, '/hosts/bulk', body)
  expect(refused(answer)).toMatchObject({ status: 403, code: 'role_too_small' })
})
