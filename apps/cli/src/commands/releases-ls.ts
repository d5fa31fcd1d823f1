import { compareReleaseNames } from '@goherd/model'
import { releaseList } from '@goherd/protocol'
import type { Exit } from '../exit-codes.js'
import { type Invocation, withApi } from '../invocation.js'
import { releasesTable } from '../render/records.js'

/** The catalogue, newest release first. */
export async function run(invocation: Invocation): Promise<Exit> {
  return withApi(invocation, async (api) => {
    const list = await api.get('/api/releases', releaseList)
    const releases = [...list.releases].sort((a, b) => compareReleaseNames(a.release, b.release))
    invocation.output.data(releases, (style) => releasesTable(releases, style))
    invocation.output.note(
      list.syncedAt === null
        ? `never read from ${list.source}`
        : `read from ${list.source} at ${list.syncedAt}`,
    )
    return 'ok'
  })
}
