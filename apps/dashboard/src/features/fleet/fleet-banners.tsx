'use client'

import type { FleetStatus } from '@goherd/protocol'
import { clsx } from 'clsx'
import { CirclePause, Snowflake, Undo2, Waypoints } from 'lucide-react'
import Link from 'next/link'
import { usePathname } from 'next/navigation'
import { asSentence } from '../../ui/as-sentence'
import { count } from '../../ui/quantities'
import { TimeAgo } from '../../ui/time-ago'
import { ButtonLink } from '../frame/button-link'
import { useFleetStatus } from './fleet-queries'
import { LiftButton } from './lift-dialog'

type RunningRollout = FleetStatus['runningRollouts'][number]

/** More than these are summed up: banners must leave room for the page. */
const AT_MOST = 2

function RolloutBanner({ rollout }: { rollout: RunningRollout }) {
  const Icon = rollout.paused ? CirclePause : Waypoints
  return (
    <section
      aria-label={rollout.paused ? 'Rollout paused' : 'Rollout running'}
      className={clsx(
        'flex flex-wrap items-center gap-x-3 gap-y-2 rounded-lg border px-4 py-2',
        rollout.paused ? 'border-warn-fill/40 bg-warn-soft' : 'border-line bg-panel',
      )}
    >
      <Icon aria-hidden className={clsx('size-4', rollout.paused ? 'text-warn' : 'text-accent')} />
      <p className="min-w-0 flex-1 basis-60 break-words">
        <span className="font-medium">
          {rollout.paused ? 'A rollout is paused.' : 'A rollout is under way.'}
        </span>{' '}
        <span className="text-ink-2">{asSentence(rollout.sentence)}</span>
      </p>
      <ButtonLink href={`/rollouts/${encodeURIComponent(rollout.id)}`} size="small">
        {rollout.paused ? 'Look at it' : 'Watch it'}
      </ButtonLink>
    </section>
  )
}

function RolloutBanners({ rollouts, pathname }: { rollouts: readonly RunningRollout[]; pathname: string }) {
  // The list of rollouts says all this itself.
  if (pathname === '/rollouts') return null
  const others = rollouts
    .filter(({ id }) => pathname !== `/rollouts/${id}`)
    .toSorted((a, b) => Number(b.paused) - Number(a.paused))
  const more = others.length - AT_MOST
  return (
    <>
      {others.slice(0, AT_MOST).map((rollout) => (
        <RolloutBanner key={rollout.id} rollout={rollout} />
      ))}
      {more > 0 && (
        <p className="px-4 text-ink-2">
          <Link prefetch={false} href="/rollouts" className="text-accent hover:underline">
            {count(more, 'more rollout is', 'more rollouts are')} under way
          </Link>
        </p>
      )}
    </>
  )
}

/** What concerns everybody: a rollback or a rollout that runs, a fleet that is frozen. */
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
      {data && <RolloutBanners rollouts={data.runningRollouts} pathname={pathname} />}
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
