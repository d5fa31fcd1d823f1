import { fleetDiff } from '@goherd/protocol'
import { type Exit, exitOfDiff } from '../exit-codes.js'
import { readFleetFile } from '../fleet-file/read-fleet-file.js'
import { yamlFile } from '../fleet-file/yaml-file.js'
import { type Invocation, withApi } from '../invocation.js'
import { fleetDiffText } from '../render/fleet-diff.js'

/** What applying a fleet file would change; exit code 3 when there is anything. */
export async function run(invocation: Invocation): Promise<Exit> {
  const file = readFleetFile(await yamlFile(invocation))
  return withApi(invocation, async (api) => {
    const diff = await api.post('/api/fleet-file/plan', { file }, fleetDiff)
    invocation.output.data(diff, (style) => fleetDiffText(diff, style))
    return exitOfDiff(diff.changes.map(({ kind }) => kind))
  })
}
