'use client'

import { usePathname } from 'next/navigation'
import { useEffect, useRef } from 'react'

/** A page that takes longer than this to show its heading does not get the focus any more, in milliseconds. */
const PATIENCE_MS = 5_000

function focusHeading(): boolean {
  const heading = document.querySelector<HTMLElement>('main h1')
  heading?.focus({ preventScroll: true })
  return heading !== null
}

/** Waits for the heading of a page that is still on its way. @returns what ends the waiting */
function focusWhenThere(): () => void {
  if (focusHeading()) return () => {}
  const observer = new MutationObserver(() => {
    // Somebody who has gone on to something else meanwhile is left there.
    if (document.activeElement !== document.body || focusHeading()) observer.disconnect()
  })
  observer.observe(document.querySelector('main') ?? document.body, { childList: true, subtree: true })
  const timer = setTimeout(() => observer.disconnect(), PATIENCE_MS)
  return () => {
    clearTimeout(timer)
    observer.disconnect()
  }
}

/** Moves the focus to the page's h1 after a navigation, so that keyboard and screen reader start at the new page. */
export function FocusHeading() {
  const pathname = usePathname()
  const shown = useRef(pathname)
  useEffect(() => {
    if (shown.current === pathname) return
    shown.current = pathname
    return focusWhenThere()
  }, [pathname])
  return null
}
