import type { RolloutRequest } from '@goherd/protocol'
import { type ChangeDraft, hasWrongRow, type Target, toChange } from './change-draft'
import { type HowDraft, type Mistakes, toPolicy } from './how-draft'

/** The steps of a new rollout, in order. */
export const STEPS = ['what', 'where', 'how', 'plan'] as const
export type StepName = (typeof STEPS)[number]

/** Everything a person has said so far. */
export interface RolloutDraft {
  readonly target: Target
  readonly change: ChangeDraft
  readonly groups: readonly string[]
  readonly how: HowDraft
}

/** The request a draft stands for, or the first step that needs another look, and why. */
export type DraftRequest =
  | { readonly kind: 'ok'; readonly request: RolloutRequest }
  | { readonly kind: 'wrong'; readonly step: StepName; readonly says: string; readonly mistakes: Mistakes }

function wrong(step: StepName, says: string, mistakes: Mistakes = {}): DraftRequest {
  return { kind: 'wrong', step, says, mistakes }
}

/** Turns a draft into a request. */
export function toRequest({ target, change, groups, how }: RolloutDraft): DraftRequest {
  const policy = toPolicy(how)
  const mistakes = policy.kind === 'wrong' ? policy.mistakes : {}
  const to = toChange(target, change)
  if (to === undefined)
    return wrong(
      'what',
      target.kind === 'release' ? 'name a Go version first' : 'choose a revision first',
      mistakes,
    )
  if (target.kind === 'release' && hasWrongRow(change))
    return wrong('what', 'mend the settings first', mistakes)
  if (groups.length === 0) return wrong('where', 'choose at least one group first', mistakes)
  if (policy.kind === 'wrong') return wrong('how', 'mend what is marked first', mistakes)
  return { kind: 'ok', request: { groups: [...groups], change: to, ...policy.policy } }
}
