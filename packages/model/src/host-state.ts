import type { Drift } from './drift.js'

/** The one word for a host, everywhere. */
export const HOST_STATES = ['in-sync', 'updating', 'drifted', 'failed', 'offline', 'unmanaged'] as const
export type HostState = (typeof HOST_STATES)[number]

/** What an agent is doing at the moment. */
export const PHASES = [
  'idle',
  'waiting',
  /** Somebody keeps this host as it is for a while: goherd-agent lock. */
  'held',
  'downloading',
  'unpacking',
  /** Everything is ready; running builds may end before the switch. */
  'draining',
  'switching',
  'checking',
  'failed',
] as const
export type PhaseKind = (typeof PHASES)[number]

/** What a host's state is made of. */
export interface HostSituation {
  readonly managed: boolean
  readonly online: boolean
  readonly phase: PhaseKind
  /** The epoch the host should be at, and the newest one its report speaks of. */
  readonly wantedEpoch: number
  readonly reportedEpoch: number
  readonly drift: readonly Drift[]
}

/** Folds a situation into one state: unmanaged, then offline, failed, updating, drifted, in-sync, the first that holds. */
export function hostState(situation: HostSituation): HostState {
  if (!situation.managed) return 'unmanaged'
  if (!situation.online) return 'offline'
  const heard = situation.reportedEpoch >= situation.wantedEpoch
  if (heard && situation.phase === 'failed') return 'failed'
  if (!heard || (situation.phase !== 'idle' && situation.phase !== 'failed')) return 'updating'
  return situation.drift.length > 0 ? 'drifted' : 'in-sync'
}
