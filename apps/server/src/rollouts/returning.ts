import { type HostFacts, type RolloutState, stageOf } from '@goherd/rollout-engine'

/** After a restart of the server every host has to come back first, and they spread themselves over a minute. In milliseconds. */
export const RETURN_MS = 75_000

/** Why nothing new starts in that time. */
export const RETURNING = 'hosts come back after a restart of the server'

/** When things are, in milliseconds since 1970. */
interface Moments {
  readonly now: number
  /** When this server started, and with it every connection was lost. */
  readonly bootedAt: number
}

/** A host that went with the server's connections, and not by itself, is given time to find its way back. */
export function withGrace(host: HostFacts, bootedAt: number): HostFacts {
  const isGone = host.online || (host.seenAt ?? 0) >= bootedAt
  return isGone ? host : { ...host, seenAt: bootedAt + RETURN_MS }
}

/**
 * Until when to wait for hosts whose turn it is: right after a restart, offline only means that a host has not come back yet,
 * and must not make it debt. `until` is null when nobody has to be waited for.
 */
export function awaitedHosts(
  state: RolloutState,
  facts: ReadonlyMap<string, HostFacts>,
  { now, bootedAt }: Moments,
): { readonly until: number | null } {
  const until = bootedAt + RETURN_MS
  if (now >= until || state.phase.kind === 'reverting' || state.phase.kind === 'finished')
    return { until: null }
  const due = state.stages.slice(0, stageOf(state) + 2).flat()
  const isAwaited = (id: string) => {
    const known = facts.get(id)
    const isAway = known !== undefined && !known.online && known.seenAt !== null && known.seenAt < bootedAt
    return isAway && state.hosts[id] === undefined
  }
  return { until: due.some(isAwaited) ? until : null }
}
