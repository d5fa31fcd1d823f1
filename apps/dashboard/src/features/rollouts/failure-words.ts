import type { StageSpec } from '@goherd/protocol'

/** What a stage does when a budget is exceeded or a gate fails, in a few words. */
export const FAILURE_WORDS: Readonly<Record<StageSpec['onFailure'], string>> = {
  pause: 'Pause',
  'revert-stage': 'Take the stage back',
  'revert-all': 'Take everything back',
}
