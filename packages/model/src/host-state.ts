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

/** What a phase means for a host that has heard of its assignment. One that is held rests: it differs for as long as it is held. */
const MEANING: Readonly<Record<PhaseKind, 'rests' | 'changes' | 'failed'>> = {
  idle: 'rests',
  waiting: 'changes',
  held: 'rests',
  downloading: 'changes',
  unpacking: 'changes',
  draining: 'changes',
  switching: 'changes',
  checking: 'changes',
  failed: 'failed',
}

/** Folds a situation into one state: unmanaged, then offline, updating, failed, drifted, in-sync, the first that holds. */
export function hostState(situation: HostSituation): HostState {
  if (!situation.managed) return 'unmanaged'
  if (!situation.online) return 'offline'
  if (situation.reportedEpoch < situation.wantedEpoch) return 'updating'
  switch (MEANING[situation.phase]) {
    case 'failed':
      return 'failed'
    case 'changes':
      return 'updating'
    case 'rests':
      return situation.drift.length > 0 ? 'drifted' : 'in-sync'
  }
}
