'use client'

import { Snowflake, Undo2 } from 'lucide-react'
import { usePathname } from 'next/navigation'
import { asSentence } from '../../ui/as-sentence'
import { TimeAgo } from '../../ui/time-ago'
import { ButtonLink } from '../frame/button-link'
import { useFleetStatus } from './fleet-queries'
import { LiftButton } from './lift-dialog'

/** What concerns everybody: a rollback that runs, a fleet that is frozen. */
export function FleetBanners() {
  const pathname = usePathname()
  const { data } = useFleetStatus()
  const running = data?.runningRollbacks.filter((id) => pathname !== `/rollback/${id}`) ?? []
  return (
    <div aria-live="polite" className="contents">
      {running.map((id) => (
        <div
          key={id}
          className="flex flex-wrap items-center gap-x-3 gap-y-2 rounded-lg border border-bad-fill/40 bg-bad-soft px-4 py-2"
        >
          <Undo2 aria-hidden className="size-4 text-bad" />
          <p className="min-w-0 flex-1 font-medium">An emergency rollback is running.</p>
          <ButtonLink href={`/rollback/${id}`} size="small">
            Watch it
          </ButtonLink>
        </div>
      ))}
      {data?.freeze && (
        <section
          aria-label="Fleet frozen"
          className="flex flex-wrap items-center gap-x-3 gap-y-2 rounded-lg border border-accent/40 bg-accent-soft px-4 py-2"
        >
          <Snowflake aria-hidden className="size-4 text-accent" />
          <p className="min-w-0 flex-1 basis-60">
            <span className="font-medium">The fleet is frozen.</span>{' '}
            <span className="text-ink-2">
              {asSentence(data.freeze.reason)} By {data.freeze.by}, <TimeAgo at={data.freeze.since} />. Groups
              keep what they have until it is lifted.
            </span>
          </p>
          <LiftButton />
        </section>
      )}
    </div>
  )
}
