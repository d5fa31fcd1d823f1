import { attentionList, fleetStatus, groupList } from '@goherd/protocol'
import { z } from 'zod'
import type { ApiClient } from '../api-client.js'
import { CliFailure } from '../cli-failure.js'
import type { Exit } from '../exit-codes.js'
import { createPulse, follow } from '../follow.js'
import { type Invocation, readInput, withApi } from '../invocation.js'
import { openLiveLink } from '../live-link.js'
import { type StatusReport, statusSentence, statusText } from '../render/status.js'

const options = z.object({ watch: z.boolean().default(false) })
/** As long as a timer can be set: about 24 days. */
const FOR_EVER_MS = 2_147_483_647
const LOOK_EVERY_MS = 5_000
/** Changes come in batches of a quarter of a second; one look serves several. */
const QUIET_MS = 500

/** The fleet at a glance; with --watch again at every change, until Ctrl-C or --timeout. */
export async function run(invocation: Invocation): Promise<Exit> {
  const { watch } = readInput(options, invocation.options)
  if (watch) return watchStatus(invocation)
  return withApi(invocation, async (api) => {
    const report = await look(api)
    invocation.output.data(report, (style) => statusText(report, style))
    return 'ok'
  })
}

async function look(api: ApiClient): Promise<StatusReport> {
  const [status, { items }, { groups }] = await Promise.all([
    api.get('/api/status', fleetStatus),
    api.get('/api/fleet/attention', attentionList),
    api.get('/api/groups', groupList),
  ])
  return { ...status, attention: items, byGroup: groups }
}

/** On a terminal one screen that is drawn again in its place; elsewhere a line for each change. */
function show({ output }: Invocation, report: StatusReport): void {
  output.frame(report, (style) => {
    const { height, now, palette } = style
    if (height === undefined) return `${new Date(now).toISOString()}  ${statusSentence(report)}`
    const last = `As of ${new Date(now).toTimeString().slice(0, 8)} · Ctrl-C ends it`
    return `${statusText(report, { ...style, height: height - 1 })}\n${palette.quiet(last)}`
  })
}

function watchStatus(invocation: Invocation): Promise<Exit> {
  const { output, interrupt } = invocation
  return withApi(
    invocation,
    async (api, server) => {
      const pulse = createPulse(LOOK_EVERY_MS, interrupt, QUIET_MS)
      const link = openLiveLink(
        server,
        ['hosts.changed', 'groups.changed', 'fleet.changed', 'rollout.changed', 'rollback.changed'],
        pulse.nudge,
      )
      let shown = ''
      try {
        await follow({
          look: () => look(api),
          done: () => false,
          seen: (report) => {
            const state = JSON.stringify(report)
            if (state !== shown) show(invocation, report)
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
