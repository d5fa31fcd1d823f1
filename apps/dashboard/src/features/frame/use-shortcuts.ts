'use client'

import { useRouter } from 'next/navigation'
import { useEffect } from 'react'
import { stepKeys } from './key-sequence'
import { DESTINATIONS } from './navigation'

/** How long a `g` waits for its second key, in milliseconds. */
const LEADER_MS = 1_200

function isTyping(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && target.closest('input, textarea, select, [role="dialog"]') !== null
}

/** `g o`, `g h`, `g g` … go to a page, `/` to the search. */
export function useShortcuts(): void {
  const router = useRouter()
  useEffect(() => {
    let leaderUntil = 0
    const onKey = (event: KeyboardEvent) => {
      if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return
      const { leader, action } = stepKeys(event.timeStamp < leaderUntil, event.key)
      leaderUntil = leader ? event.timeStamp + LEADER_MS : 0
      if (action?.kind === 'go') {
        const destination = DESTINATIONS.find(({ key }) => key === action.key)
        if (destination) router.push(destination.path)
      }
      if (action?.kind === 'search') {
        event.preventDefault()
        const search = document.querySelector<HTMLInputElement>('input[type="search"]')
        if (search) search.focus()
        else router.push('/hosts')
      }
    }
    window.addEventListener('keydown', onKey)
    return () => window.removeEventListener('keydown', onKey)
  }, [router])
}
