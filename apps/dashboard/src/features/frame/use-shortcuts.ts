'use client'

import { useRouter } from 'next/navigation'
import { useEffect } from 'react'
import { pageShortcuts } from '../palette/page-registry'
import { isPaletteChord, type KeyStep, stepKeys } from './key-sequence'
import { DESTINATIONS } from './navigation'

/** How long a `g` waits for its second key, in milliseconds. */
const LEADER_MS = 1_200

/** What the frame opens by a key. */
export type Opened = 'palette' | 'hosts' | 'help'

/** A box that is checked takes no letters. */
const TEXT_INPUT = 'input:not([type="checkbox"], [type="radio"])'

function isTyping(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement &&
    (target.isContentEditable || target.closest(`${TEXT_INPUT}, textarea, select, [role="dialog"]`) !== null)
  )
}

/** The page's own search, where it has one that can be seen. */
function pageSearch(): HTMLElement | undefined {
  const found = document.querySelectorAll<HTMLElement>('main input[type="search"], main [data-page-search]')
  return [...found].find((input) => input.offsetParent !== null)
}

interface Doors {
  readonly open: (what: Opened) => void
  readonly go: (path: string) => void
}

function act(action: NonNullable<KeyStep['action']>, { open, go }: Doors, event: KeyboardEvent): void {
  switch (action.kind) {
    case 'go': {
      const destination = DESTINATIONS.find(({ key }) => key === action.key)
      if (destination) go(destination.path)
      break
    }
    case 'search': {
      event.preventDefault()
      const search = pageSearch()
      if (search) search.focus()
      else open('hosts')
      break
    }
    case 'help':
      open('help')
      break
    case 'page': {
      const shortcut = pageShortcuts.all().find(({ key, run }) => key === action.key && run)
      if (!shortcut?.run) return
      event.preventDefault()
      shortcut.run()
    }
  }
}

/** Listens to every key that works everywhere, and to those of the open page; to none of them while somebody types. */
export function useShortcuts(open: (what: Opened) => void): void {
  const router = useRouter()
  useEffect(() => {
    let leaderUntil = 0
    const doors: Doors = { open, go: (path) => router.push(path) }
    const onKey = (event: KeyboardEvent) => {
      if (isPaletteChord(event)) {
        event.preventDefault()
        return open('palette')
      }
      if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target))
        return
      const { leader, action } = stepKeys(event.timeStamp < leaderUntil, event.key)
      leaderUntil = leader ? event.timeStamp + LEADER_MS : 0
      if (action) act(action, doors, event)
    }
    window.addEventListener('keydown', onKey)
    return () => window.removeEventListener('keydown', onKey)
  }, [router, open])
}
