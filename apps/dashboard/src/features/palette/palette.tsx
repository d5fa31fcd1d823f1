'use client'

import { Autocomplete } from '@base-ui/react/autocomplete'
import { Dialog } from '@base-ui/react/dialog'
import { clsx } from 'clsx'
import { Search } from 'lucide-react'
import { useRouter } from 'next/navigation'
import { useState } from 'react'
import { type PaletteGroup, type PaletteItem, paletteGroups } from './palette-groups'
import { useStock } from './use-stock'

function Line({ item, onPick }: { item: PaletteItem; onPick: (item: PaletteItem) => void }) {
  return (
    <Autocomplete.Item
      value={item}
      onClick={() => onPick(item)}
      aria-disabled={item.refused || undefined}
      className={clsx(
        'flex scroll-my-2 items-baseline justify-between gap-4 rounded-md px-2.5 py-1.5 data-highlighted:bg-inset',
        item.refused ? 'cursor-not-allowed text-ink-3' : 'cursor-default',
      )}
    >
      <span className="min-w-0 truncate">{item.label}</span>
      {item.note !== undefined && (
        <span className={clsx('min-w-0 text-ink-3 text-xs', item.refused ? 'text-right' : 'truncate')}>
          {item.note}
        </span>
      )}
    </Autocomplete.Item>
  )
}

function Lines({ onPick }: { onPick: (item: PaletteItem) => void }) {
  return (
    <Autocomplete.List className="max-h-[min(60vh,28rem)] overflow-y-auto overscroll-contain p-1.5 empty:p-0">
      {(group: PaletteGroup) => (
        <Autocomplete.Group key={group.label} items={group.items} className="pb-1.5">
          <Autocomplete.GroupLabel className="px-2.5 pt-2 pb-1 font-medium text-ink-3 text-xs">
            {group.label}
          </Autocomplete.GroupLabel>
          <Autocomplete.Collection>
            {(item: PaletteItem) => <Line key={item.id} item={item} onPick={onPick} />}
          </Autocomplete.Collection>
        </Autocomplete.Group>
      )}
    </Autocomplete.List>
  )
}

/** Searches and carries out: what this page can do, every page, groups, rollouts, hosts. */
export function Palette({ hostsOnly, onClose }: { hostsOnly: boolean; onClose: () => void }) {
  const router = useRouter()
  const [typed, setTyped] = useState('')
  const { stock, isLooking } = useStock(typed, hostsOnly)
  const groups = paletteGroups(stock, typed, hostsOnly)
  const pick = ({ refused, does }: PaletteItem) => {
    if (refused) return
    onClose()
    if (does.kind === 'go') router.push(does.path)
    // After the dialog gave the focus back, so that what the action opens can take it.
    else requestAnimationFrame(does.run)
  }
  const label = hostsOnly ? 'Find a host' : 'Search pages, hosts and actions'
  return (
    <Dialog.Root open onOpenChange={(open) => open || onClose()}>
      <Dialog.Portal>
        <Dialog.Backdrop className="fixed inset-0 z-40 bg-black/35 dark:bg-black/60" />
        <Dialog.Popup
          aria-label={hostsOnly ? 'Host search' : 'Palette'}
          className="fixed top-[10vh] left-1/2 z-50 w-[38rem] max-w-[calc(100vw-1.5rem)] -translate-x-1/2 overflow-hidden rounded-xl border border-line bg-panel shadow-float"
        >
          <Autocomplete.Root
            open
            inline
            mode="none"
            autoHighlight="always"
            keepHighlight
            items={groups}
            value={typed}
            onValueChange={(value, details) => {
              if (details.reason !== 'item-press') setTyped(value)
            }}
            itemToStringValue={(item: PaletteItem) => item.label}
          >
            <div className="flex items-center gap-2.5 border-line border-b px-4">
              <Search aria-hidden className="size-4 shrink-0 text-ink-3" strokeWidth={1.75} />
              <Autocomplete.Input
                aria-label={label}
                placeholder={label}
                className="h-12 min-w-0 flex-1 bg-transparent text-base outline-none placeholder:text-ink-3"
              />
            </div>
            <Autocomplete.Status className="px-4 text-ink-2 not-empty:py-3">
              {groups.length > 0 ? '' : isLooking ? 'Looking…' : 'Nothing fits that.'}
            </Autocomplete.Status>
            <Lines onPick={pick} />
          </Autocomplete.Root>
        </Dialog.Popup>
      </Dialog.Portal>
    </Dialog.Root>
  )
}
