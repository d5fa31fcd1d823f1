import type { HostFacts } from './facts.js'
import { type HostProgress, type RolloutState, withProgress } from './state.js'

/** What hearing needs to know besides what is heard. */
export interface Hearing {
  readonly now: number
  readonly silentAfterMs: number
}

/**
 * Takes in what the hosts say: each one's progress follows from what it was and what is known of it now, so the same facts heard
 * late, twice or in another order come to the same. A host that is gone, or that somebody else assigned something, has left.
 */
export function hear(state: RolloutState, facts: ReadonlyMap<string, HostFacts>, o: Hearing): RolloutState {
  const changes: (readonly [string, HostProgress])[] = []
  for (const [id, before] of Object.entries(state.hosts)) {
    const after = nextProgress(before, facts.get(id), o)
    if (after !== before) changes.push([id, after])
  }
  return withProgress(state, changes)
}

/** One host's progress after what is known of it now. The same object when nothing changed. */
export function nextProgress(before: HostProgress, facts: HostFacts | undefined, o: Hearing): HostProgress {
  if (before.kind === 'left') return before
  if (facts === undefined || hasLeft(before, facts)) return { kind: 'left', at: o.now }
  switch (before.kind) {
    case 'updating':
    case 'silent':
      return afterUpdating(before, facts, o)
    case 'done':
    case 'failed':
    case 'rolled-back':
      return afterEnd(before, facts, o)
    case 'reverting':
    case 'revert-debt':
      return afterReverting(before, facts, o)
    case 'debt':
    case 'reverted':
      return before
  }
}

/** Its newest assignment is no longer the one this rollout gave it. */
function hasLeft(before: HostProgress, { assigned }: HostFacts): boolean {
  switch (before.kind) {
    case 'updating':
    case 'silent':
    case 'done':
    case 'failed':
    case 'rolled-back':
      return assigned !== 'to'
    case 'reverting':
    case 'revert-debt':
    case 'reverted':
      return assigned !== 'from'
    case 'debt':
    case 'left':
      return false
  }
}

type Updating = Extract<HostProgress, { kind: 'updating' | 'silent' }>
type Ended = Extract<HostProgress, { kind: 'done' | 'failed' | 'rolled-back' }>
type Reverting = Extract<HostProgress, { kind: 'reverting' | 'revert-debt' }>

function afterUpdating(before: Updating, facts: HostFacts, o: Hearing): HostProgress {
  if (facts.evidence.kind !== 'pending') return ended(facts, o.now) ?? before
  if (before.kind === 'silent') {
    // Back, and still at it.
    return facts.online ? { kind: 'updating', since: o.now } : before
  }
  return isSilent(before.since, facts, o) ? { kind: 'silent', at: o.now, acknowledged: false } : before
}

function isSilent(since: number, { online, seenAt }: HostFacts, { now, silentAfterMs }: Hearing): boolean {
  return !online && now - Math.max(since, seenAt ?? 0) > silentAfterMs
}

/** An end is taken back only by other news, never by silence: an agent tries again on its own, and may succeed or fail later. */
function afterEnd(before: Ended, facts: HostFacts, { now }: Hearing): HostProgress {
  const after = ended(facts, now)
  if (after === undefined || after.kind === before.kind) return before
  return after
}

function ended({ evidence }: HostFacts, at: number): Ended | undefined {
  switch (evidence.kind) {
    case 'pending':
      return undefined
    case 'proved':
      return { kind: 'done', at }
    case 'failed':
    case 'rolled-back': {
      const { kind, code, message } = evidence
      return { kind, at, code, message, acknowledged: false }
    }
  }
}

function afterReverting(before: Reverting, facts: HostFacts, o: Hearing): HostProgress {
  if (facts.evidence.kind === 'proved') return { kind: 'reverted', at: o.now }
  if (before.kind === 'revert-debt') return facts.online ? { kind: 'reverting', since: o.now } : before
  // Offline hosts are not waited for: they owe it, and go back first thing when they return.
  return facts.online || !isSilent(before.since, facts, o) ? before : { kind: 'revert-debt', since: o.now }
}
