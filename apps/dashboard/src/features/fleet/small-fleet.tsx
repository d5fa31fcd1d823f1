'use client'

import Link from 'next/link'
import { HostCards } from '../hosts/host-cards'
import { useHosts } from '../hosts/host-queries'
import { SMALL_FLEET } from './fleet-size'

/** A small fleet, host by host. */
export function SmallFleet() {
  const { list } = useHosts({ limit: SMALL_FLEET })
  if (!list.data) return null
  return (
    <section aria-label="Hosts" className="grid gap-2.5">
      <div className="flex items-baseline justify-between">
        <h2 className="font-semibold">Hosts</h2>
        <Link prefetch={false} href="/hosts" className="text-accent text-xs hover:underline">
          All hosts
        </Link>
      </div>
      <HostCards hosts={list.data.pages[0]?.hosts ?? []} />
    </section>
  )
}
