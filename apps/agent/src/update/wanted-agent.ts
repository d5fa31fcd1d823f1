import { type AgentState, isPending, type Memory } from '@goherd/agent-core'
import type { WantedAgent } from './plan-update.js'

/** The version that the newest assignment's policy names; null when it names none. */
export function wantedAgent({ accepted }: Memory): WantedAgent | null {
  const version = accepted?.desired.policy?.agent
  if (accepted === null || version === undefined) return null
  const { epoch, agent, urgent, origin } = accepted
  return { version, epoch, bundle: agent, calm: !urgent && origin.kind !== 'snapshot' }
}

const QUIET: ReadonlySet<AgentState['activity']['kind']> = new Set(['idle', 'waiting', 'observing'])

/** True when the host's Go is as assigned, nothing is going on, and nobody keeps the host as it is. */
export function isSettled({ memory, activity }: AgentState): boolean {
  return !isPending(memory) && memory.journal === null && memory.hold === null && QUIET.has(activity.kind)
}
