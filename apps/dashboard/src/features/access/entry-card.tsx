import type { ReactNode } from 'react'
import { Wordmark } from '../../ui/wordmark'

/** The card that stands alone on a page before one is signed in. */
export function EntryCard({
  title,
  lead,
  children,
}: {
  title: string
  lead: ReactNode
  children: ReactNode
}) {
  return (
    <main className="grid min-h-dvh content-start justify-items-center px-4 pt-[14vh] pb-12">
      <div className="grid w-full max-w-sm gap-6">
        <Wordmark />
        <div className="grid gap-5 rounded-xl border border-line bg-panel p-6 shadow-float">
          <header className="grid gap-1">
            <h1 tabIndex={-1} className="font-semibold text-lg tracking-[-0.015em]">
              {title}
            </h1>
            <p className="text-ink-2">{lead}</p>
          </header>
          {children}
        </div>
      </div>
    </main>
  )
}
