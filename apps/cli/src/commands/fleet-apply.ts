import { appliedFleet, applyFleet, fleetDiff } from '@goherd/protocol'
import { agreed } from '../agreed.js'
import type { Exit } from '../exit-codes.js'
import { readFleetFile } from '../fleet-file/read-fleet-file.js'
import { yamlFile } from '../fleet-file/yaml-file.js'
import { type Invocation, readInput, withApi } from '../invocation.js'
import { appliedText, fleetDiffText } from '../render/fleet-diff.js'
import { hostsWord } from '../render/hosts-word.js'

/** Archives may have to be fetched before groups are set. */
const LIMIT_MS = 600_000

/** Makes the fleet as a file says: the diff is shown, agreed to, and sent with its hash, so that nothing else is done. */
export async function run(invocation: Invocation): Promise<Exit> {
  const { options, output } = invocation
  const file = readFleetFile(await yamlFile(invocation))
  const reason = readInput(applyFleet.shape.reason, options.reason)
  const diff = await withApi(invocation, (api) => api.post('/api/fleet-file/plan', { file }, fleetDiff))
  if (diff.changes.every(({ kind }) => kind === 'unchanged')) {
    const same = { changes: diff.changes.map((change) => ({ ...change, revision: null, rollout: null })) }
    output.data(same, () => 'The fleet is as the file says.')
    return 'ok'
  }
  const question = `Apply it to ${hostsWord(diff.hosts)}?`
  await agreed(invocation, { shows: (style) => fleetDiffText(diff, style), question })
  return withApi(
    invocation,
    async (api) => {
      const applied = await api.post('/api/fleet-file/apply', { file, hash: diff.hash, reason }, appliedFleet)
      output.data(applied, (style) => appliedText(applied, style))
      return applied.changes.some(({ kind }) => kind === 'cannot') ? 'error' : 'ok'
    },
    LIMIT_MS,
  )
}
