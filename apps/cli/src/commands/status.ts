import { fleetStatus } from '@goherd/protocol'
import { z } from 'zod'
import { CliFailure } from '../cli-failure.js'
import type { Exit } from '../exit-codes.js'
import { createPulse, follow } from '../follow.js'
import { type Invocation, readInput, withApi } from '../invocation.js'
import { openLiveLink } from '../live-link.js'
import { statusText } from '../render/status.js'

const options = z.object({ watch: z.boolean().default(false) })
/** As long as a timer can be set: about 24 days. */
const FOR_EVER_MS = 2_147_483_647
const LOOK_EVERY_MS = 5000

/** The fleet at a glance; with --watch again at every change, until Ctrl-C or --timeout. */
export async function run(invocation: Invocation): Promise<Exit> {
  const { watch } = readInput(options, invocation.options)
  if (watch) return watchStatus(invocation)
  return withApi(invocation, async (api) => {
    const status = await api.get('/api/status', fleetStatus)
    invocation.output.data(status, (style) => statusText(status, style))
    return 'ok'
  })
}

function watchStatus(invocation: Invocation): Promise<Exit> {
  const { output, interrupt } = invocation
  return withApi(
    invocation,
    async (api, server) => {
      const pulse = createPulse(LOOK_EVERY_MS, interrupt)
      const link = openLiveLink(server, ['hosts.changed', 'groups.changed', 'fleet.changed'], pulse.nudge)
      let shown = ''
      try {
        await follow({
          look: () => api.get('/api/status', fleetStatus),
          done: () => false,
          seen: (status) => {
            const state = JSON.stringify(status)
            if (state !== shown) output.frame(status, (style) => statusText(status, style))
            shown = state
          },
          lost: (failure) => output.progress(`${failure.message}; still trying`),
          nextLook: pulse.next,
        })
        return 'ok'
      } catch (thrown) {
        // Ctrl-C is how watching is meant to end: nothing to complain about.
        if (thrown instanceof CliFailure && thrown.exit === 'interrupted') return 'interrupted'
        throw thrown
      } finally {
        link.close()
      }
    },
    FOR_EVER_MS,
  )
}
