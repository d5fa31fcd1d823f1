'use client'

import { Popover } from '@base-ui/react/popover'
import { usePathname, useSearchParams } from 'next/navigation'
import type { RefObject } from 'react'
import { sameAs } from './pages'
import { SameAsLines } from './same-as-lines'

interface ShowAsPopoverProps {
  /** The button that opened it: it stands below, and gives the focus back to it. */
  readonly anchor: RefObject<HTMLButtonElement | null>
  readonly onClose: () => void
}

/** Commands and requests of the page that is open. */
export function ShowAsPopover({ anchor, onClose }: ShowAsPopoverProps) {
  const pathname = usePathname()
  const search = useSearchParams()
  const lines = sameAs(pathname, new URLSearchParams(search))
  return (
    <Popover.Root
      open
      onOpenChange={(open, { event }) => {
        // A press on the button closes it by itself.
        const onButton = event.target instanceof Node && anchor.current?.contains(event.target)
        if (!open && !onButton) onClose()
      }}
    >
      <Popover.Portal>
        <Popover.Positioner anchor={anchor} sideOffset={6} align="end" className="z-50">
          <Popover.Popup
            finalFocus={anchor}
            className="grid max-h-[70vh] w-[34rem] max-w-[calc(100vw-1.5rem)] gap-3 overflow-y-auto rounded-xl border border-line bg-panel p-4 shadow-float"
          >
            <Popover.Title className="font-semibold">The same by command line and API</Popover.Title>
            <SameAsLines lines={lines} />
          </Popover.Popup>
        </Popover.Positioner>
      </Popover.Portal>
    </Popover.Root>
  )
}
