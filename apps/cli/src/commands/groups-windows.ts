import { groupView, name } from '@goherd/protocol'
import { z } from 'zod'
import { route } from '../api-client.js'
import { usageFailure } from '../cli-failure.js'
import type { Exit } from '../exit-codes.js'
import { type Invocation, readInput, withApi } from '../invocation.js'
import { windowsText } from '../render/groups.js'
import { readWindow } from '../rollouts/read-window.js'

const options = z.object({ window: z.array(z.string()).default([]), always: z.boolean().default(false) })

/** Says when stages of rollouts may start in a group; without --window or --always, shows it. */
export async function run(invocation: Invocation): Promise<Exit> {
  const [group] = readInput(z.tuple([name]), invocation.args)
  const { window, always } = readInput(options, invocation.options)
  if (always && window.length > 0) {
    throw usageFailure('--always and --window say different things', 'Give one of them.')
  }
  const windows = window.map(readWindow)
  return withApi(invocation, async (api) => {
    const view =
      always || windows.length > 0
        ? await api.put(route`/api/groups/${group}/windows`, { windows }, groupView)
        : await api.get(route`/api/groups/${group}`, groupView)
    invocation.output.data(view, () => windowsText(view))
    return 'ok'
  })
}
