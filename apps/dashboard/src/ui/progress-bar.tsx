'use client'

import { Progress } from '@base-ui/react/progress'
import { clsx } from 'clsx'
import { truncatedPercent } from './quantities'

interface ProgressBarProps {
  readonly label: string
  readonly done: number
  readonly total: number
  readonly tone?: 'busy' | 'ok' | 'bad'
  readonly size?: 'thin' | 'thick'
}

const FILLS = { busy: 'bg-busy-fill', ok: 'bg-ok-fill', bad: 'bg-bad-fill' } as const

/** How much of something is done: truncated, so that a full bar means all of it. */
export function ProgressBar({ label, done, total, tone = 'busy', size = 'thin' }: ProgressBarProps) {
  return (
    <Progress.Root value={truncatedPercent(done, total)} aria-label={label}>
      <Progress.Track
        className={clsx('overflow-hidden rounded-full bg-inset', size === 'thin' ? 'h-1.5' : 'h-3')}
      >
        <Progress.Indicator
          className={clsx('h-full rounded-full transition-[width] duration-300', FILLS[tone])}
        />
      </Progress.Track>
    </Progress.Root>
  )
}
