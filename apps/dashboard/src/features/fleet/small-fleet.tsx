'use client'

import Link from 'next/link'
import { HostCards } from '../hosts/host-cards'
import { useHosts } from '../hosts/host-queries'

/** Up to this many hosts are shown one by one on the overview. */
const SMALL = 12

/** A small fleet, host by host. A large one is better looked at in the table. */
export function SmallFleet({ total }: { total: number }) {
  const { list } = useHosts({ limit: SMALL })
  if (total > SMALL || !list.data) return null
  return (
    <section aria-label="Hosts" className="grid gap-2.5">
      <div className="flex items-baseline justify-between">
        <h2 className="font-semibold">Hosts</h2>
        <Link href="/hosts" className="text-accent text-xs hover:underline">
          All hosts
        </Link>
      </div>
      <HostCards hosts={list.data.pages[0]?.hosts ?? []} />
    </section>
  )
}
