import type { ReactNode } from 'react'
import { useId } from 'react'

interface StepProps {
  readonly number: 1 | 2 | 3
  readonly title: string
  readonly aside?: ReactNode
  readonly children: ReactNode
}

/** One step of the emergency rollback. */
export function Step({ number, title, aside, children }: StepProps) {
  const id = useId()
  return (
    <section aria-labelledby={id} className="min-w-0 overflow-hidden rounded-lg border border-line bg-panel">
      <header className="flex min-h-12 flex-wrap items-center gap-x-3 gap-y-1 border-line border-b px-4 py-2">
        <span
          aria-hidden
          className="grid size-6 place-items-center rounded-full border border-line-strong font-semibold text-xs"
        >
          {number}
        </span>
        <h2 id={id} className="font-semibold text-base tracking-[-0.01em]">
          {title}
        </h2>
        {aside !== undefined && <div className="ml-auto">{aside}</div>}
      </header>
      {children}
    </section>
  )
}
