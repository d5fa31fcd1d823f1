'use client'

import { SquareTerminal } from 'lucide-react'
import { lazy, Suspense, useRef, useState } from 'react'
import { buttonClass } from '../../ui/button'

const ShowAsPopover = lazy(() =>
  import('./show-as-popover').then((found) => ({ default: found.ShowAsPopover })),
)

/** The page as commands and as requests, behind a button in its header; fetched when it is first opened. */
export function ShowAs() {
  const [open, setOpen] = useState(false)
  const button = useRef<HTMLButtonElement>(null)
  return (
    <>
      <button
        ref={button}
        type="button"
        aria-haspopup="dialog"
        aria-expanded={open}
        title="Show this page as commands and API calls"
        onClick={() => setOpen(!open)}
        className={buttonClass('ghost', 'normal')}
      >
        <SquareTerminal aria-hidden className="size-4" strokeWidth={1.75} />
        CLI / API
      </button>
      {open && (
        <Suspense fallback={null}>
          <ShowAsPopover anchor={button} onClose={() => setOpen(false)} />
        </Suspense>
      )}
    </>
  )
}
