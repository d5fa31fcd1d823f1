'use client'

import { usePathname, useRouter } from 'next/navigation'
import { lazy, Suspense, useCallback, useEffect, useState } from 'react'
import { useRefusal } from '../access/use-me'
import { useFleetStatus } from '../fleet/fleet-queries'
import { usePageActions } from '../palette/page-registry'
import { remember } from '../palette/recent'
import { announce } from './announcer'
import { DESTINATIONS } from './navigation'
import { type Opened, useShortcuts } from './use-shortcuts'

const Palette = lazy(() => import('../palette/palette').then((found) => ({ default: found.Palette })))
const ShortcutHelp = lazy(() => import('./shortcut-help').then((found) => ({ default: found.ShortcutHelp })))

/** Copies the first command of the page at an address; what knows the commands is fetched then. */
async function copyCommand(pathname: string): Promise<void> {
  const [{ sameAs }, { commandLine }] = await Promise.all([
    import('../show-as/pages'),
    import('../show-as/same-as'),
  ])
  const [first] = sameAs(pathname, new URLSearchParams(window.location.search))
  if (first?.cli === undefined) return announce('This page has no command')
  try {
    await navigator.clipboard.writeText(commandLine(first.cli))
    announce('Command copied')
  } catch {
    announce('The browser did not allow the copy')
  }
}

/** What can be done from every page. */
function useEverywhere(): void {
  const router = useRouter()
  const pathname = usePathname()
  const status = useFleetStatus().data
  const noRollback = useRefusal('rollback.start')
  const noRollout = useRefusal('rollout.start', { frozen: status?.freeze ?? null })
  usePageActions([
    {
      id: 'rollback',
      label: 'Emergency rollback',
      refusal: noRollback,
      run: () => router.push('/rollback'),
    },
    { id: 'rollout', label: 'Start a rollout', refusal: noRollout, run: () => router.push('/rollouts/new') },
    { id: 'copy-cli', label: 'Copy this page as a command', run: () => void copyCommand(pathname) },
  ])
}

function useVisits(): void {
  const pathname = usePathname()
  useEffect(() => {
    // Pages of the rail are in the palette anyway.
    if (DESTINATIONS.some(({ path }) => path === pathname)) return
    const name = decodeURIComponent(pathname.slice(1).split('/').join(' › '))
    remember({ path: pathname, label: name.charAt(0).toUpperCase() + name.slice(1) })
  }, [pathname])
}

/** Palette, search and help, fetched when they are first opened. `children` gets what opens them. */
export function useCommandCenter() {
  const [opened, setOpened] = useState<Opened | null>(null)
  const open = useCallback((what: Opened) => setOpened((now) => now ?? what), [])
  useShortcuts(open)
  useEverywhere()
  useVisits()
  const close = () => setOpened(null)
  const dialogs = opened !== null && (
    <Suspense fallback={null}>
      {opened === 'help' ? (
        <ShortcutHelp onClose={close} />
      ) : (
        <Palette hostsOnly={opened === 'hosts'} onClose={close} />
      )}
    </Suspense>
  )
  return { open, dialogs }
}
