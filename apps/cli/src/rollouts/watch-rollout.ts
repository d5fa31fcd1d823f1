import { type RolloutView, rolloutEvents, rolloutView } from '@goherd/protocol'
import { type ApiClient, route } from '../api-client.js'
import { CliFailure } from '../cli-failure.js'
import { type Exit, exitOfRollout } from '../exit-codes.js'
import type { FoundServer } from '../find-server.js'
import { createPulse, follow } from '../follow.js'
import type { Invocation } from '../invocation.js'
import { openLiveLink } from '../live-link.js'
import { createRolloutScreen } from './rollout-screen.js'

const LOOK_EVERY_MS = 2_000

/** As long as a timer can be set: about 24 days. */
export const WATCH_LIMIT_MS = 2_147_483_647

export interface Watched {
  readonly api: ApiClient
  readonly server: FoundServer
  readonly id: string
}

/**
 * Follows a rollout to its end and ends as it does; with --exit-on-approval, or where nobody can be asked, also as soon as only a
 * person takes it further. When the watching ends first (--timeout, Ctrl-C), the rollout goes on without anybody watching.
 */
export async function watchRollout(invocation: Invocation, { api, server, id }: Watched): Promise<Exit> {
  const { output, interrupt, options, globals } = invocation
  const untilPerson = options.exitOnApproval === true || !globals.input
  const screen = createRolloutScreen(output, process.stdout.isTTY === true)
  const pulse = createPulse(LOOK_EVERY_MS, interrupt)
  const link = openLiveLink(server, ['rollout.changed'], pulse.nudge)
  try {
    const { rollout } = await follow({
      look: async () => ({
        rollout: await api.get(route`/api/rollouts/${id}`, rolloutView),
        events: (await api.get(route`/api/rollouts/${id}/events`, rolloutEvents)).events,
      }),
      done: (look) => look.rollout.outcome !== null || (untilPerson && needsPerson(look.rollout)),
      seen: screen.show,
      lost: (failure) => output.progress(`${failure.message}; still trying`),
      nextLook: pulse.next,
    })
    screen.end(rollout)
    if (rollout.outcome === null) output.note(whatNext(rollout))
    return exitOfRollout(rollout.outcome)
  } catch (thrown) {
    if (thrown instanceof CliFailure && (thrown.exit === 'timeout' || thrown.exit === 'interrupted')) {
      output.note(`It goes on. Watch it again: goherd rollout watch ${id}`)
    }
    throw thrown
  } finally {
    link.close()
  }
}

/** It waits for an approval, or is paused: no time that passes takes it further. */
function needsPerson({ state, pauses }: RolloutView): boolean {
  return state === 'approving' || pauses.length > 0
}

function whatNext({ id, pauses }: RolloutView): string {
  const [pause] = pauses
  return pause === undefined
    ? `It waits for approval: goherd rollout approve ${id}`
    : `It is paused: ${pause.says}. ${pause.remedy}`
}
