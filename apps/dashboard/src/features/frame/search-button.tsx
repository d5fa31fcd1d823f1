'use client'

import { Search } from 'lucide-react'

/** Opens the palette, for those who would rather click. */
export function SearchButton({ onOpen }: { onOpen: () => void }) {
  return (
    <button
      type="button"
      aria-keyshortcuts="Meta+K Control+K"
      title="Search pages, hosts and actions (⌘K)"
      onClick={onOpen}
      className="flex h-7.5 items-center gap-2 rounded-md text-ink-2 hover:text-ink max-md:p-1.5 max-md:hover:bg-inset md:w-56 md:border md:border-line-strong md:bg-panel md:px-2.5"
    >
      <Search aria-hidden className="size-4 md:size-3.5" strokeWidth={1.75} />
      <span className="flex-1 text-left text-ink-3 max-md:sr-only">Search</span>
      <kbd aria-hidden className="hidden font-mono text-ink-3 text-xs md:inline">
        ⌘K
      </kbd>
    </button>
  )
}
