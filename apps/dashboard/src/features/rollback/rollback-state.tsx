import type { RollbackView } from '@goherd/protocol'
import { clsx } from 'clsx'
import { CircleCheck, CircleSlash, LoaderCircle, type LucideIcon, TriangleAlert } from 'lucide-react'

interface StateLook {
  readonly word: string
  readonly title: string
  readonly icon: LucideIcon
  readonly text: string
}

/** How each state of a rollback is called and how it looks. */
export const ROLLBACK_LOOKS: Readonly<Record<RollbackView['state'], StateLook>> = {
  running: { word: 'Running', title: 'Rolling back', icon: LoaderCircle, text: 'text-accent' },
  complete: { word: 'Complete', title: 'COMPLETE', icon: CircleCheck, text: 'text-ok' },
  incomplete: { word: 'Incomplete', title: 'INCOMPLETE', icon: TriangleAlert, text: 'text-bad' },
  superseded: { word: 'Superseded', title: 'SUPERSEDED', icon: CircleSlash, text: 'text-ink-3' },
}

/** The state of a rollback. */
export function RollbackStateBadge({ state }: { state: RollbackView['state'] }) {
  const { word, icon: Icon, text } = ROLLBACK_LOOKS[state]
  return (
    <span className={clsx('inline-flex items-center gap-1.5 whitespace-nowrap font-medium', text)}>
      <Icon
        aria-hidden
        className={clsx('size-3.5', state === 'running' && 'animate-spin')}
        strokeWidth={2.25}
      />
      {word}
    </span>
  )
}
