'use client'

import { QueryView } from '../../ui/query-view'
import { DriftBar } from './drift-bar'
import { FirstHost } from './first-host'
import { useFleetStatus } from './fleet-queries'
import { NeedsAttention } from './needs-attention'
import { ReleaseSpread } from './release-spread'
import { SentenceHeading } from './sentence-heading'
import { SmallFleet } from './small-fleet'

/** The fleet at a glance, or how to bring the first host in. */
export function Overview() {
  const status = useFleetStatus()
  return (
    <QueryView query={status} what="the fleet" lines={6}>
      {(fleet) =>
        fleet.hosts.total === 0 ? (
          <FirstHost />
        ) : (
          <div className="grid gap-6">
            <SentenceHeading status={fleet} />
            <DriftBar hosts={fleet.hosts} />
            <SmallFleet total={fleet.hosts.total} />
            <div className="grid items-start gap-5 lg:grid-cols-[1.4fr_1fr]">
              <NeedsAttention />
              <ReleaseSpread status={fleet} />
            </div>
          </div>
        )
      }
    </QueryView>
  )
}
