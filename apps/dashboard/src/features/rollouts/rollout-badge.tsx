import type { ProgressName, RolloutView } from '@goherd/protocol'
import { clsx } from 'clsx'
import { PROGRESS_LOOKS } from './progress-looks'
import { ROLLOUT_LOOKS, standingOf } from './rollout-standing'

/** Where a rollout stands: icon, colour, word. */
export function RolloutBadge({ rollout, className }: { rollout: RolloutView; className?: string }) {
  const standing = standingOf(rollout)
  const { word, icon: Icon, text } = ROLLOUT_LOOKS[standing]
  return (
    <span className={clsx('inline-flex items-center gap-1.5 whitespace-nowrap font-medium', text, className)}>
      <Icon
        aria-hidden
        strokeWidth={2.25}
        className={clsx(
          'size-3.5 shrink-0',
          standing === 'updating' && 'animate-spin [animation-duration:2s]',
        )}
      />
      {word}
    </span>
  )
}

/** What became of one host: icon, colour, word. */
export function ProgressBadge({ progress }: { progress: ProgressName }) {
  const { word, icon: Icon, text } = PROGRESS_LOOKS[progress]
  return (
    <span className={clsx('inline-flex items-center gap-1.5 whitespace-nowrap font-medium', text)}>
      <Icon
        aria-hidden
        strokeWidth={2.25}
        className={clsx(
          'size-3.5 shrink-0',
          progress === 'updating' && 'animate-spin [animation-duration:2s]',
        )}
      />
      {word}
    </span>
  )
}
