import type { ChangeDraft, Target } from './change-draft'
import type { StepName } from './draft-request'
import type { HowDraft, Mistakes } from './how-draft'

/** What every step of a new rollout gets: the draft, how to change it, and what is wrong with it. */
export interface StepProps {
  readonly target: Target
  readonly setTarget: (change: Partial<Target>) => void
  readonly change: ChangeDraft
  readonly setChange: (change: Partial<ChangeDraft>) => void
  readonly groups: readonly string[]
  readonly setGroups: (groups: readonly string[]) => void
  readonly how: HowDraft
  readonly setHow: (change: Partial<HowDraft>) => void
  readonly mistakes: Mistakes
  readonly goTo: (step: StepName) => void
}
