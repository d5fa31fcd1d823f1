import { createSimulatedFleet, type SimulatedFleet } from '@goherd/testkit'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { TestServer } from './test-server.js'

const ARCHIVES = Object.fromEntries(
  ['go1.21.13', 'go1.22.12'].map((release, n) => [
    release,
    { filename: `${release}.linux-amd64.tar.gz`, sha256: String(n).repeat(64), size: 1000 },
  ]),
)

describe('a simulated fleet', () => {
  let server: TestServer
  let fleet: SimulatedFleet

  beforeAll(async () => {
    server = await new TestServer({ folder: '', archives: ARCHIVES }).start()
    fleet = await createSimulatedFleet({
      server: server.url,
      token: 'good-token',
      count: 40,
      namePrefix: 'sim',
    })
    await fleet.connectAll()
  })
  afterAll(async () => {
    fleet.close()
    await server.stop()
  })

  const allReach = (epoch: number) =>
    new Promise<void>((resolve) => {
      const there = new Set<string>()
      const stop = fleet.onReported((report, host) => {
        if (report.epoch === epoch && report.phase.kind === 'idle' && report.observed.proof !== null) {
          there.add(host.identity.hostId)
        }
        if (there.size < fleet.hosts.length) return
        stop()
        resolve()
      })
    })

  it('enrolls and connects like real agents', () => {
    expect(fleet.identities.map((i) => i.name).slice(0, 2)).toEqual(['sim-0001', 'sim-0002'])
    expect(server.connected).toBe(40)
  })

  it('goes where it is assigned and back again, each host with the same proof', async () => {
    const there = allReach(1)
    server.assign({ release: 'go1.21.13', settings: { GOPROXY: 'direct' } })
    await there
    const back = allReach(3)
    server.assign({ release: 'go1.22.12', settings: {} })
    server.assign({ release: 'go1.21.13', settings: { GOPROXY: 'direct' } })
    await back
    const proofs = fleet.hosts.map((h) => h.host.state.observed?.proof)
    expect(new Set(proofs).size).toBe(1)
    expect(fleet.hosts.every((h) => h.host.disk.activeRelease === 'go1.21.13')).toBe(true)
  })

  it('comes back by itself after its connections broke, and catches up', async () => {
    const there = allReach(4)
    server.cutConnections()
    server.assign({ release: 'go1.22.12', settings: {} })
    await there
    expect(server.connected).toBe(40)
  })

  it('comes back in a later run without enrolling again', async () => {
    const { identities } = fleet
    const again = await createSimulatedFleet({ server: server.url, count: 2, namePrefix: 'sim', identities })
    await again.connectAll()
    expect(again.hosts.map((h) => h.host.state.memory.accepted?.epoch)).toEqual([4, 4])
    again.close()
  })

  it('is refused with a token the server does not know', async () => {
    const refused = createSimulatedFleet({
      server: server.url,
      token: 'bad-token',
      count: 1,
      namePrefix: 'x',
    })
    await expect(refused).rejects.toThrow(/token_unknown/)
  })
})
