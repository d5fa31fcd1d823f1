import { labels } from '@goherd/protocol'
import { usageFailure } from '../cli-failure.js'
import type { Exit } from '../exit-codes.js'
import { type Invocation, readInput, withApi } from '../invocation.js'
import { changeHosts, readSelection, selectHosts } from '../selected-hosts.js'

/** Sets labels (`env=prod`) and takes them away (`env-`), over what the hosts say of themselves. */
export async function run(invocation: Invocation): Promise<Exit> {
  const { names, set, unset } = sortArguments(invocation.args)
  const asked = readSelection(names, invocation.options.query)
  if (Object.keys(set).length + unset.length === 0) {
    throw usageFailure('no label is given', 'Write env=prod to set one, env- to take it away.')
  }
  const change = { kind: 'label' as const, set: readInput(labels, set), unset }
  return withApi(invocation, async (api) => {
    const { hosts } = await selectHosts(api, asked)
    return changeHosts(api, invocation, { request: { hosts, change }, done: 'labelled' })
  })
}

/** No name of a host contains `=` or ends with `-`. */
function sortArguments(args: readonly string[]) {
  const pairs = args.filter((arg) => arg.includes('='))
  const unset = args.filter((arg) => !arg.includes('=') && arg.endsWith('-'))
  return {
    names: args.filter((arg) => !arg.includes('=') && !arg.endsWith('-')),
    set: Object.fromEntries(
      pairs.map((pair) => [pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1)]),
    ),
    unset: unset.map((key) => key.slice(0, -1)),
  }
}
