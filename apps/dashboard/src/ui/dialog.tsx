'use client'

import { Dialog as Base } from '@base-ui/react/dialog'
import { X } from 'lucide-react'
import type { ReactNode } from 'react'

interface DialogProps {
  readonly open: boolean
  readonly onOpenChange: (open: boolean) => void
  readonly title: string
  readonly lead?: ReactNode
  readonly children: ReactNode
}

/** A modal dialog. The buttons that end it belong to its children. */
export function Dialog({ open, onOpenChange, title, lead, children }: DialogProps) {
  return (
    <Base.Root open={open} onOpenChange={(next) => onOpenChange(next)}>
      <Base.Portal>
        <Base.Backdrop className="fixed inset-0 z-40 bg-black/35 transition-opacity duration-150 data-ending-style:opacity-0 data-starting-style:opacity-0 dark:bg-black/60" />
        <Base.Popup className="fixed top-[8vh] left-1/2 z-50 flex max-h-[84vh] w-[36rem] max-w-[calc(100vw-1.5rem)] -translate-x-1/2 flex-col rounded-xl border border-line bg-panel shadow-float transition-[opacity,scale] duration-150 data-ending-style:scale-[0.985] data-starting-style:scale-[0.985] data-ending-style:opacity-0 data-starting-style:opacity-0">
          <div className="flex items-start gap-3 border-line border-b px-5 py-3.5">
            <div className="grid min-w-0 flex-1 gap-0.5">
              <Base.Title className="font-semibold text-base tracking-[-0.01em]">{title}</Base.Title>
              {lead !== undefined && <Base.Description className="text-ink-2">{lead}</Base.Description>}
            </div>
            <Base.Close
              aria-label="Close"
              className="-mr-1.5 rounded-md p-1.5 text-ink-3 hover:bg-inset hover:text-ink"
            >
              <X aria-hidden className="size-4" />
            </Base.Close>
          </div>
          <div className="grid gap-4 overflow-y-auto p-5">{children}</div>
        </Base.Popup>
      </Base.Portal>
    </Base.Root>
  )
}

/** The row of buttons that ends a dialog. */
export function DialogActions({ children }: { children: ReactNode }) {
  return <div className="flex flex-wrap justify-end gap-2">{children}</div>
}
