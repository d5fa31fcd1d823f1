'use client'

import type { ReactNode } from 'react'
import { LiveProvider } from '../../live/live-provider'
import { FailureNotice } from '../../ui/failure-notice'
import { useMe } from '../access/use-me'
import { FleetBanners } from '../fleet/fleet-banners'
import { FocusHeading } from './focus-heading'
import { Rail } from './rail'
import { TopBar } from './top-bar'
import { useShortcuts } from './use-shortcuts'

/** The console around every page of a signed-in person. */
export function ConsoleFrame({ children }: { children: ReactNode }) {
  useShortcuts()
  const me = useMe()
  return (
    <LiveProvider>
      <a
        href="#content"
        className="sr-only focus:not-sr-only focus:fixed focus:top-2 focus:left-2 focus:z-50 focus:rounded-md focus:bg-panel focus:px-3 focus:py-2"
      >
        Skip to content
      </a>
      <TopBar />
      <div className="flex min-h-[calc(100dvh-3rem)] w-full">
        <Rail />
        <main
          id="content"
          className="mx-auto grid min-w-0 max-w-[96rem] flex-1 content-start gap-5 px-4 pt-5 pb-16 sm:px-6"
        >
          <FleetBanners />
          {me.isError ? <FailureNotice error={me.error} onRetry={() => void me.refetch()} /> : children}
        </main>
      </div>
      <FocusHeading />
    </LiveProvider>
  )
}
