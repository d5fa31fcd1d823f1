import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { assignment, groupView, setDesiredResult, syncResult } from '@goherd/protocol'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { accepted, callApi, refused } from '../testing/call-api.js'
import { type GoSite, startGoSite } from '../testing/go-site.js'
import { startTestServer, type TestServer } from '../testing/index.js'
import { tinyRelease } from '../testing/tiny-release.js'
import { enrolledHost } from './testing/enrolled-host.js'

const GO = tinyRelease('go1.22.12')
const bundle = (version: string, platform: string) => ({
  version,
  platform,
  filename: `goherd-agent-${version}-${platform}.tar.gz`,
  sha256: 'a'.repeat(64),
  size: 45_000_000,
  node: '22.0.0',
})

let folder: string
let site: GoSite
let server: TestServer
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'goherd-bundles-'))
  const bundles = [bundle('0.2.0', 'linux-x64'), bundle('0.2.0', 'linux-arm64')]
  writeFileSync(join(folder, 'bundles.json'), JSON.stringify({ format: 1, version: '0.2.0', bundles }))
  site = await startGoSite([GO])
  server = await startTestServer({ GOHERD_GO_SOURCE: site.url, GOHERD_AGENT_BUNDLES: folder })
  accepted(await callApi(server, '/releases/sync', {}), syncResult)
  accepted(await callApi(server, '/groups', { name: 'build' }), groupView)
  await enrolledHost(server.database, { group: 'build' })
})
afterAll(async () => {
  await server.close()
  await site.close()
  rmSync(folder, { recursive: true, force: true })
})

const set = (body: object) => callApi(server, '/groups/build/desired', body)
const newest = async () => {
  const { jws } = await server.database.prisma.assignment.findFirstOrThrow({ orderBy: { epoch: 'desc' } })
  return assignment.parse(JSON.parse(Buffer.from(jws.split('.')[1] ?? '', 'base64url').toString()))
}

it('a version that this server has goes with the assignment, for the platforms of the hosts', async () => {
  accepted(await set({ go: 'go1.22.12', policy: { agent: '0.2.0' } }), setDesiredResult)
  const { version, filename, sha256, size } = bundle('0.2.0', 'linux-x64')
  expect((await newest()).agents).toEqual({ 'linux/amd64': { version, filename, sha256, size } })
  expect((await newest()).desired.policy).toEqual({ agent: '0.2.0' })
})

it('one that it has not is refused, and nothing is written', async () => {
  const { epoch } = await newest()
  expect(refused(await set({ policy: { agent: '0.3.0' } }))).toMatchObject({
    status: 404,
    code: 'agent_version_unknown',
  })
  expect((await newest()).epoch).toBe(epoch)
})

it('bundles that are gone stand in the way of nothing else', async () => {
  rmSync(join(folder, 'bundles.json'))
  accepted(await set({ settings: { GOFLAGS: '-mod=readonly' } }), setDesiredResult)
  const { agents, desired } = await newest()
  expect({ agents, policy: desired.policy }).toEqual({ agents: undefined, policy: { agent: '0.2.0' } })
})
