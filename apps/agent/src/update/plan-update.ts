import type { AgentBundle } from '@goherd/protocol'
import type { BackedOut, Trial } from './trial.js'

/** The agent version an assignment asks for. */
export interface WantedAgent {
  readonly version: string
  readonly epoch: number
  /** undefined: the server has none for this platform. */
  readonly bundle: AgentBundle | undefined
  /** False for emergency rollbacks and restores of snapshots: then the Go of the host matters, and nothing else. */
  readonly calm: boolean
}

/** All that an update is decided from. */
export interface UpdateFacts {
  /** The version that runs now. */
  readonly own: string
  /** `none`: not from a bundle. `alone`: from a bundle, and nobody would start it again. */
  readonly installed: 'supervised' | 'alone' | 'none'
  /** The version that `current` leads to. */
  readonly current: string | null
  /** Versions that are there, complete. */
  readonly versions: readonly string[]
  readonly trial: Trial | null
  /** How often the launcher has started the version on trial. */
  readonly starts: number
  readonly backedOut: BackedOut | null
  readonly previous: string | null
  readonly wanted: WantedAgent | null
  /** The host's Go is as assigned, and nothing is going on. */
  readonly settled: boolean
  /** A session with the server was opened since this start. */
  readonly connected: boolean
  /** The time of a trial is over since this start. */
  readonly overdue: boolean
}

/** The next thing to do about the agent itself. Every step may be cut off and is then chosen again. */
export type UpdateStep =
  | { readonly kind: 'rest' }
  /** Told once for each assignment. */
  | { readonly kind: 'cannot'; readonly why: 'not-installed' | 'not-supervised' | 'no-bundle' }
  | { readonly kind: 'fetch'; readonly bundle: AgentBundle }
  /** See that the new version runs, note the trial, switch the link, and end so that it is started. */
  | { readonly kind: 'try'; readonly version: string; readonly epoch: number }
  /** The link is switched; only the restart is missing. */
  | { readonly kind: 'restart' }
  /** On trial: the server has not been reached yet. */
  | { readonly kind: 'prove' }
  | { readonly kind: 'confirm'; readonly trial: Trial }
  | { readonly kind: 'back-out'; readonly trial: Trial; readonly why: string }
  | { readonly kind: 'forget-trial' }
  | { readonly kind: 'tidy'; readonly remove: readonly string[] }

const REST: UpdateStep = { kind: 'rest' }

/** Chooses the next step of an update. Pure. */
export function planUpdate(facts: UpdateFacts): UpdateStep {
  const { installed, trial, wanted, own } = facts
  if (installed !== 'supervised') {
    if (wanted === null || wanted.version === own) return REST
    return { kind: 'cannot', why: installed === 'none' ? 'not-installed' : 'not-supervised' }
  }
  return trial === null ? withoutTrial(facts) : onTrial(facts, trial)
}

function onTrial(facts: UpdateFacts, trial: Trial): UpdateStep {
  const { own, current, starts, backedOut, connected, overdue, wanted } = facts
  const known = backedOut?.version === trial.to && backedOut.epoch === trial.epoch
  if (own === trial.to) {
    if (known) return { kind: 'back-out', trial, why: backedOut.why }
    if (connected) return { kind: 'confirm', trial }
    if (!overdue) return { kind: 'prove' }
    return { kind: 'back-out', trial, why: `${trial.to} did not reach the server within ${trial.within} s` }
  }
  if (own !== trial.from) return { kind: 'forget-trial' }
  if (starts > 0) {
    const why = known ? backedOut.why : `${trial.to} was started ${starts} times and did not reach the server`
    return { kind: 'back-out', trial, why }
  }
  if (current === trial.to) return { kind: 'restart' }
  const still = wanted?.version === trial.to && wanted.epoch === trial.epoch && !known
  return still ? { kind: 'try', version: trial.to, epoch: trial.epoch } : { kind: 'forget-trial' }
}

function withoutTrial(facts: UpdateFacts): UpdateStep {
  const { own, current, versions, backedOut, wanted, settled, connected } = facts
  // Somebody installed another version by hand: the next start is of that one.
  if (current !== own) return REST
  if (wanted === null || wanted.version === own) return tidy(facts)
  if (!wanted.calm || !settled || !connected) return REST
  if (backedOut?.version === wanted.version && backedOut.epoch === wanted.epoch) return tidy(facts)
  if (versions.includes(wanted.version)) return { kind: 'try', version: wanted.version, epoch: wanted.epoch }
  return wanted.bundle === undefined
    ? { kind: 'cannot', why: 'no-bundle' }
    : { kind: 'fetch', bundle: wanted.bundle }
}

/** The version that runs and the one before it stay. */
function tidy({ own, versions, previous, connected }: UpdateFacts): UpdateStep {
  const remove = versions.filter((version) => version !== own && version !== previous)
  return connected && remove.length > 0 ? { kind: 'tidy', remove } : REST
}
