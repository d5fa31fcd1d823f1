'use client'

import { Dialog } from '@base-ui/react/dialog'
import { Menu, X } from 'lucide-react'
import { useState } from 'react'
import { Wordmark } from '../../ui/wordmark'
import { RailLinks } from './rail'

/** The rail of narrow screens, behind a button. */
export function MenuDrawer() {
  const [open, setOpen] = useState(false)
  return (
    <Dialog.Root open={open} onOpenChange={(next) => setOpen(next)}>
      <Dialog.Trigger
        aria-label="Menu"
        className="-ml-1 rounded-md p-1.5 text-ink-2 hover:bg-inset lg:hidden"
      >
        <Menu aria-hidden className="size-5" strokeWidth={1.75} />
      </Dialog.Trigger>
      <Dialog.Portal>
        <Dialog.Backdrop className="fixed inset-0 z-40 bg-black/35 dark:bg-black/60" />
        <Dialog.Popup className="fixed inset-y-0 left-0 z-50 w-64 border-line border-r bg-panel p-3 shadow-float">
          <div className="flex items-center justify-between px-2 pb-3">
            <Dialog.Title render={<span />}>
              <Wordmark />
            </Dialog.Title>
            <Dialog.Close
              aria-label="Close"
              className="rounded-md p-1.5 text-ink-3 hover:bg-inset hover:text-ink"
            >
              <X aria-hidden className="size-4" />
            </Dialog.Close>
          </div>
          <nav aria-label="Main">
            <RailLinks onGo={() => setOpen(false)} />
          </nav>
        </Dialog.Popup>
      </Dialog.Portal>
    </Dialog.Root>
  )
}
