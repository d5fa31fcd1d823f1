import { clsx } from 'clsx'
import { type ReactNode, useId } from 'react'

interface PanelProps {
  readonly title: string
  readonly note?: ReactNode
  readonly actions?: ReactNode
  readonly flush?: boolean
  readonly className?: string
  readonly children: ReactNode
}

/** A titled region of a page. `flush` lets a table reach the edges. */
export function Panel({ title, note, actions, flush = false, className, children }: PanelProps) {
  const id = useId()
  return (
    <section
      aria-labelledby={id}
      className={clsx('min-w-0 rounded-lg border border-line bg-panel', className)}
    >
      <header className="flex min-h-11 flex-wrap items-center gap-x-3 gap-y-1 border-line border-b px-4 py-1.5">
        <h2 id={id} className="font-semibold text-sm tracking-[-0.005em]">
          {title}
        </h2>
        {note !== undefined && <div className="text-ink-3 text-xs">{note}</div>}
        {actions !== undefined && <div className="ml-auto flex items-center gap-2">{actions}</div>}
      </header>
      <div className={clsx(!flush && 'p-4')}>{children}</div>
    </section>
  )
}
