import { type FleetSample, fleetHistory } from '@goherd/protocol'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { accepted, callApi } from '../testing/call-api.js'
import { startTestServer, type TestServer } from '../testing/index.js'
import { enrollHosts, eventually } from '../testing/test-agent.js'
import { FleetSampler } from './fleet-sampler.js'
import { SampleStore } from './sample.store.js'

const MINUTE = 60_000
const HOUR = 60 * MINUTE

let server: TestServer
let store: SampleStore
beforeAll(async () => {
  server = await startTestServer()
  store = server.app.get(SampleStore, { strict: false })
})
afterAll(() => server?.close())

const history = async (hours?: number) =>
  accepted(
    await callApi(server, `/fleet/history${hours === undefined ? '' : `?hours=${hours}`}`),
    fleetHistory,
  )
const at = (time: number, total = 1): FleetSample => ({
  at: new Date(time).toISOString(),
  total,
  ...{ inSync: 0, drifted: 0, updating: 0, failed: 0, offline: total, unmanaged: 0, unsupported: 0 },
})
const kept = async () =>
  (await server.database.prisma.fleetSample.findMany({ orderBy: { at: 'asc' } })).map((row) =>
    row.at.getTime(),
  )
/** A full day, so that every step has an edge there. */
const today = () => Math.floor(Date.now() / (24 * HOUR)) * 24 * HOUR

it('a new server has a first sample at once', async () => {
  const { samples } = await eventually(history, (found) => found.samples.length > 0)
  expect(samples).toMatchObject([{ total: 0, drifted: 0 }])
  expect(new Date(samples[0]?.at ?? 0).getTime() % MINUTE).toBe(0)
})

describe('samples', () => {
  beforeEach(async () => {
    await server.database.prisma.fleetSample.deleteMany()
  })

  it('are of hosts by state, and one a minute whoever takes it', async () => {
    await enrollHosts(server, 'catch-all', ['one', 'two'])
    const sampler = server.app.get(FleetSampler, { strict: false })
    // Another minute may begin in between; then both write, each its own.
    const before = Math.floor(Date.now() / MINUTE)
    const took = await Promise.all([sampler.sample(), sampler.sample()])
    if (Math.floor(Date.now() / MINUTE) === before) expect(took.filter(Boolean)).toHaveLength(1)
    expect((await history()).samples.at(-1)).toMatchObject({ total: 2, unmanaged: 2, inSync: 0 })
  })

  it('are answered oldest first, the last one of each step, no more than a few hundred', async () => {
    // Some lie ahead, so that it does not matter when a minute is full.
    const now = Math.floor(Date.now() / MINUTE) * MINUTE
    const rows = Array.from({ length: 24 * 60 + 20 }, (_, n) => at(now + (5 - n) * MINUTE, n))
    await server.database.prisma.fleetSample.createMany({ data: rows })
    const { stepSeconds, samples } = await history()
    expect(stepSeconds).toBe(300)
    expect(samples).toHaveLength(288)
    const times = samples.map((sample) => Date.parse(sample.at))
    expect(times).toEqual([...times].sort((a, b) => a - b))
    expect((times.at(-1) ?? 0) - now).toBeOneOf([0, MINUTE])
    // All but the newest are the last minute of their five.
    expect(new Set(times.slice(0, -1).map((time) => time % (300 * 1_000)))).toEqual(new Set([4 * MINUTE]))
    expect((await history(1)).samples).toHaveLength(60)
    expect((await history(90 * 24)).samples.length).toBeLessThanOrEqual(6)
  })

  it.each(['0', '-1', 'x', '2161', '1.5'])('of the last %s hours are refused', async (hours) => {
    const { status } = await callApi(server, `/fleet/history?hours=${hours}`)
    expect(status).toBe(400)
  })

  it('become fewer with age: minutes, quarters, hours, and then none', async () => {
    const now = today()
    const ages = [47 * HOUR, 50 * HOUR, 29 * 24 * HOUR, 31 * 24 * HOUR, 364 * 24 * HOUR]
    const hourOf = (age: number) => Array.from({ length: 60 }, (_, minute) => at(now - age + minute * MINUTE))
    await server.database.prisma.fleetSample.createMany({ data: ages.flatMap(hourOf) })
    await store.add(at(now - 366 * 24 * HOUR))
    await store.thin(new Date(now))
    const left = await kept()
    const inHour = (age: number) => left.filter((time) => time >= now - age && time < now - age + HOUR).length
    expect(ages.map(inHour)).toEqual([60, 4, 4, 1, 1])
    expect(left).toHaveLength(70)
    // The last one of a step stays, and doing it again changes nothing.
    expect(left).toContain(now - 50 * HOUR + 14 * MINUTE)
    await store.thin(new Date(now))
    expect(await kept()).toEqual(left)
  })
})
