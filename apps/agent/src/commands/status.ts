import { holds, isPending, type Memory } from '@goherd/agent-core'
import { compare, describeDrift, hostState, type ObservedState, observedRelease } from '@goherd/model'
import type { Maintenance, Phase } from '@goherd/protocol'
import type { Layout } from '../disk/layout.js'
import { readLastSurvey } from '../effective/index.js'
import { readIdentity } from '../identity.js'
import { knock } from '../local-door.js'
import type { LiveStatus } from '../local-messages.js'
import { readHold } from '../maintenance-file.js'
import { MemoryFile } from '../memory-file.js'
import { observeRoot } from '../observe-root.js'
import { sayData } from '../say.js'

/** `status`: what this host should have, what it has, and what the agent does about it. */
export async function statusCommand(layout: Layout, json: boolean): Promise<void> {
  const observed = { ...(await observeRoot(layout)), effective: readLastSurvey(layout) }
  const memory = new MemoryFile(layout).load()
  const identity = readIdentity(layout)
  const answer = await knock(layout, { kind: 'status' })
  const live = answer?.kind === 'status' ? answer.status : undefined
  const status = {
    host: identity?.name ?? null,
    hostId: identity?.hostId ?? null,
    group: identity?.group ?? null,
    server: identity?.server ?? null,
    ...connectionOf(live),
    ...situationOf(memory, observed, live?.phase ?? restingPhase(memory)),
    settings: observed.settings,
    proof: observed.proof,
    maintenance: heldBy(layout),
    root: layout.root,
    snapshot: observed.snapshots[0]?.id ?? null,
  }
  sayData(json, status, asText(status))
}

/** Who keeps this host as it is; null when nobody does. */
function heldBy(layout: Layout): Maintenance | null {
  const hold = readHold(layout)
  return holds(hold, Date.now()) ? hold : null
}

function connectionOf(live: LiveStatus | undefined) {
  return {
    running: live !== undefined,
    pid: live?.pid ?? null,
    connected: live?.connected ?? false,
    connectionError: live?.connectionError ?? null,
  }
}

/** Without a daemon nothing goes on: the memory says what the last one left. */
function restingPhase({ failure, journal, accepted }: Memory): Phase {
  if (failure !== null && failure.epoch === accepted?.epoch) return { kind: 'failed', error: failure.error }
  return { kind: journal === null ? 'idle' : 'waiting' }
}

/** Wanted against actual. Pure. */
export function situationOf(memory: Memory, observed: ObservedState, phase: Phase) {
  const { accepted } = memory
  const pending = isPending(memory)
  const found = accepted === null || pending ? [] : compare(accepted.desired, observed, { reached: !pending })
  const epoch = accepted?.epoch ?? 0
  const state = hostState({
    managed: accepted !== null,
    online: true,
    phase: pending && phase.kind === 'idle' ? 'waiting' : phase.kind,
    wantedEpoch: epoch,
    reportedEpoch: epoch,
    drift: found,
  })
  return {
    epoch,
    wanted: accepted?.desired.release ?? null,
    actual: observedRelease(observed),
    state,
    phase,
    drift: found.map((drift) => ({ kind: drift.kind, reason: describeDrift(drift) })),
  }
}

function asText(status: {
  readonly host: string | null
  readonly group: string | null
  readonly server: string | null
  readonly running: boolean
  readonly connected: boolean
  readonly connectionError: string | null
  readonly wanted: string | null
  readonly actual: string | null
  readonly state: string
  readonly phase: Phase
  readonly drift: readonly { readonly reason: string }[]
  readonly maintenance: Maintenance | null
  readonly root: string
}): string {
  const connection = status.connected
    ? `connected to ${status.server}`
    : status.running
      ? `not connected to ${status.server}: ${status.connectionError ?? 'trying'}`
      : 'the daemon is not running; start it with goherd-agent run'
  const { error, retryAt, builds, until } = status.phase
  const { maintenance } = status
  return [
    `${status.host ?? 'not enrolled'}${status.group === null ? '' : ` (group ${status.group})`}: ${status.state}`,
    `wanted ${status.wanted ?? 'nothing'}, active ${status.actual ?? 'nothing'}`,
    ...status.drift.map(({ reason }) => `drift: ${reason}`),
    ...(error === undefined ? [] : [`failed: ${error.message}`, error.hint]),
    ...(retryAt === undefined ? [] : [`tried again at ${retryAt}`]),
    ...(builds === undefined ? [] : [`waits for ${builds} running builds, until ${until} at most`]),
    ...(maintenance === null
      ? []
      : [`held by ${maintenance.by} until ${maintenance.until}: ${maintenance.reason}`]),
    connection,
    `root ${status.root}`,
  ].join('\n')
}
