import { hostDetail, hostRollbackRequest, hostRollbackResult, name } from '@goherd/protocol'
import { z } from 'zod'
import { type ApiClient, route } from '../api-client.js'
import type { Exit } from '../exit-codes.js'
import { createPulse, follow } from '../follow.js'
import { type Invocation, readInput, withApi } from '../invocation.js'
import { hostText } from '../render/hosts.js'

const options = z.object({
  to: z.string().min(1).max(64),
  reason: hostRollbackRequest.shape.reason,
  wait: z.boolean().default(false),
})
const LOOK_EVERY_MS = 500
const WAIT_LIMIT_MS = 600_000

/** Takes one host to one of its own snapshots. */
export async function run(invocation: Invocation): Promise<Exit> {
  const [host] = readInput(z.tuple([name]), invocation.args)
  const { to: snapshot, reason, wait } = readInput(options, invocation.options)
  const use = async (api: ApiClient): Promise<Exit> => {
    const path = route`/api/hosts/${host}/rollback`
    const result = await api.post(path, { snapshot, reason }, hostRollbackResult)
    const started = `${host} goes back to ${result.release} (snapshot ${result.snapshot}).`
    if (wait) {
      invocation.output.note(started)
      return waitForHost(invocation, api, result)
    }
    invocation.output.data(result, () => started)
    return 'ok'
  }
  return wait ? withApi(invocation, use, WAIT_LIMIT_MS) : withApi(invocation, use)
}

async function waitForHost(
  { output, interrupt }: Invocation,
  api: ApiClient,
  asked: z.infer<typeof hostRollbackResult>,
): Promise<Exit> {
  const path = route`/api/hosts/${asked.host}`
  const host = await follow({
    look: () => api.get(path, hostDetail),
    done: (view) =>
      view.wantedEpoch > asked.epoch ||
      (view.epoch >= asked.epoch && (view.phase.kind === 'idle' || view.phase.kind === 'failed')),
    seen: (view) => output.progress(`${view.name}: ${view.online ? view.phase.kind : 'offline'}`),
    lost: (failure) => output.progress(`${failure.message}; still trying`),
    nextLook: createPulse(LOOK_EVERY_MS, interrupt).next,
  })
  output.data({ ...asked, ...host }, (style) => hostText(host, style))
  return host.state === 'in-sync' && host.wantedEpoch === asked.epoch ? 'ok' : 'incomplete'
}
