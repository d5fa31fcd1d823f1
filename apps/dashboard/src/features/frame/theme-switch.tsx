'use client'

import { Moon, Sun } from 'lucide-react'
import { useTheme } from 'next-themes'

/** Light or dark. Both icons are there; the theme's class shows one, so nothing flickers while the page wakes up. */
export function ThemeSwitch() {
  const { resolvedTheme, setTheme } = useTheme()
  return (
    <button
      type="button"
      aria-label="Switch theme"
      title="Switch theme"
      onClick={() => setTheme(resolvedTheme === 'dark' ? 'light' : 'dark')}
      className="rounded-md p-1.5 text-ink-2 hover:bg-inset hover:text-ink"
    >
      <Sun aria-hidden className="hidden size-4 dark:block" strokeWidth={1.75} />
      <Moon aria-hidden className="size-4 dark:hidden" strokeWidth={1.75} />
    </button>
  )
}
