'use client'

import { createContext, type ReactNode, useContext } from 'react'

/** What the frame adds to the header of every page. */
export const HeaderExtras = createContext<ReactNode>(null)

interface PageHeaderProps {
  readonly title: ReactNode
  readonly crumb?: ReactNode
  readonly lead?: ReactNode
  readonly actions?: ReactNode
}

/** The head of a page. Its h1 takes the focus after a navigation. */
export function PageHeader({ title, crumb, lead, actions }: PageHeaderProps) {
  const extras = useContext(HeaderExtras)
  return (
    <header className="flex flex-wrap items-end gap-x-4 gap-y-3">
      <div className="grid min-w-0 gap-0.5">
        {crumb !== undefined && <div className="text-ink-3 text-xs">{crumb}</div>}
        <h1 tabIndex={-1} className="text-balance break-words font-semibold text-xl tracking-[-0.015em]">
          {title}
        </h1>
        {lead !== undefined && <div className="max-w-3xl text-pretty text-ink-2">{lead}</div>}
      </div>
      <div className="ml-auto flex flex-wrap items-center gap-2">
        {extras}
        {actions}
      </div>
    </header>
  )
}
