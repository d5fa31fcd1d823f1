import { createHash } from 'node:crypto'

/** What is sealed of an entry: all that it says, and where it stands. */
export interface SealedContent {
  /** 1 for the first one that was sealed. */
  readonly place: number
  readonly id: number
  readonly at: Date
  readonly actor: string
  readonly action: string
  readonly target: string
  readonly reason: string
  readonly outcome: string
  readonly summary: string
}

/** What stands before the first seal. */
export const NO_SEAL = ''

/**
 * SHA-256, in hex, over the seal before and the entry. An entry cannot be changed, moved, added between others or taken away
 * without every seal after it becoming another one.
 */
export function sealEntry(before: string, entry: SealedContent): string {
  const { place, id, at, actor, action, target, reason, outcome, summary } = entry
  const content = JSON.stringify([
    before,
    place,
    id,
    at.toISOString(),
    actor,
    action,
    target,
    reason,
    outcome,
    summary,
  ])
  return createHash('sha256').update(content).digest('hex')
}
