import { clsx } from 'clsx'
import type { ReactNode } from 'react'

export type Tone = 'neutral' | 'ok' | 'warn' | 'bad' | 'accent'

const TONES: Readonly<Record<Tone, string>> = {
  neutral: 'border-line-strong text-ink-2',
  ok: 'border-ok-fill/40 bg-ok-soft text-ok',
  warn: 'border-warn-fill/40 bg-warn-soft text-warn',
  bad: 'border-bad-fill/40 bg-bad-soft text-bad',
  accent: 'border-accent/40 bg-accent-soft text-accent',
}

/** A short word in a box. */
export function Badge({ tone = 'neutral', children }: { tone?: Tone; children: ReactNode }) {
  return (
    <span
      className={clsx(
        'inline-flex h-5 items-center gap-1 whitespace-nowrap rounded border px-1.5 font-medium text-[0.6875rem] leading-none',
        TONES[tone],
      )}
    >
      {children}
    </span>
  )
}
