import { groupView, setDesiredResult } from '@goherd/protocol'
import { accepted, callApi } from './call-api.js'
import { type GoSite, startGoSite } from './go-site.js'
import { startTestServer, type TestServer } from './start-test-server.js'
import { tinyRelease } from './tiny-release.js'

/** A server with a Go site of three tiny releases for two platforms. */
export interface TestFleet {
  readonly server: TestServer
  close(): Promise<void>
}

/** The releases of a test fleet, oldest first. */
const RELEASES = ['go1.21.13', 'go1.22.12', 'go1.23.5'] as const

export async function startTestFleet(env: Record<string, string> = {}): Promise<TestFleet> {
  const site: GoSite = await startGoSite(
    [...RELEASES].reverse().flatMap((release) => [tinyRelease(release), tinyRelease(release, 'linux/arm64')]),
  )
  const server = await startTestServer({ GOHERD_GO_SOURCE: site.url, ...env })
  const synced = await callApi(server, '/releases/sync', {})
  if (synced.status !== 200) throw new Error(`the catalogue was refused: ${JSON.stringify(synced.body)}`)
  return {
    server,
    close: async () => {
      await server.close()
      await site.close()
    },
  }
}

export async function makeGroup(server: TestServer, name: string) {
  return accepted(await callApi(server, '/groups', { name }), groupView)
}

/** Sends a group to a release. */
export async function setGroup(
  server: TestServer,
  group: string,
  go: string,
  settings: Record<string, string> = {},
) {
  const body = { go, settings, reason: `to ${go}` }
  return accepted(await callApi(server, `/groups/${group}/desired`, body), setDesiredResult)
}
