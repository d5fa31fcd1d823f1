'use client'

import type { ReactNode } from 'react'
import { LiveProvider } from '../../live/live-provider'
import { FailureNotice } from '../../ui/failure-notice'
import { HeaderExtras } from '../../ui/page-header'
import { useMe } from '../access/use-me'
import { FleetBanners } from '../fleet/fleet-banners'
import { ShowAs } from '../show-as/show-as'
import { Announcer } from './announcer'
import { useCommandCenter } from './command-center'
import { FocusHeading } from './focus-heading'
import { Rail } from './rail'
import { StaleBanner } from './stale-banner'
import { TopBar } from './top-bar'

const SHOW_AS = <ShowAs />

/** What needs the live connection around it: bars, banners, the page. */
function Console({ children }: { children: ReactNode }) {
  const me = useMe()
  const { open, dialogs } = useCommandCenter()
  return (
    <>
      <a
        href="#content"
        className="sr-only focus:not-sr-only focus:fixed focus:top-2 focus:left-2 focus:z-50 focus:rounded-md focus:bg-panel focus:px-3 focus:py-2"
      >
        Skip to content
      </a>
      <TopBar onOpen={open} />
      <div className="flex min-h-[calc(100dvh-3rem)] w-full">
        <Rail />
        <main
          id="content"
          className="mx-auto grid min-w-0 max-w-[96rem] flex-1 grid-cols-[minmax(0,1fr)] content-start gap-5 px-4 pt-5 pb-16 sm:px-6"
        >
          <StaleBanner />
          <FleetBanners />
          <HeaderExtras value={SHOW_AS}>
            {me.isError && me.data === undefined ? (
              <FailureNotice error={me.error} onRetry={() => void me.refetch()} />
            ) : (
              children
            )}
          </HeaderExtras>
        </main>
      </div>
      {dialogs}
      <Announcer />
      <FocusHeading />
    </>
  )
}

/** The console around every page of a signed-in person. */
export function ConsoleFrame({ children }: { children: ReactNode }) {
  return (
    <LiveProvider>
      <Console>{children}</Console>
    </LiveProvider>
  )
}
