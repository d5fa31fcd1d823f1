'use client'

import type { FleetStatus } from '@goherd/protocol'
import { QueryView } from '../../ui/query-view'
import { FirstSteps } from '../hints/first-steps'
import { LazyHostMap } from '../map/lazy-host-map'
import { DriftBar } from './drift-bar'
import { FirstHost } from './first-host'
import { useFleetStatus } from './fleet-queries'
import { SMALL_FLEET } from './fleet-size'
import { LazyDriftChart } from './lazy-drift-chart'
import { NeedsAttention } from './needs-attention'
import { ReleaseSpread } from './release-spread'
import { RunningRollouts } from './running-rollouts'
import { SentenceHeading } from './sentence-heading'
import { SmallFleet } from './small-fleet'

function Fleet({ status }: { status: FleetStatus }) {
  return (
    <div className="grid gap-6">
      <SentenceHeading status={status} />
      <DriftBar hosts={status.hosts} />
      <FirstSteps status={status} />
      {status.hosts.total > SMALL_FLEET ? <LazyHostMap releases={status.releases} /> : <SmallFleet />}
      <div className="grid items-start gap-5 lg:grid-cols-[minmax(0,1.4fr)_minmax(0,1fr)]">
        <div className="grid gap-5">
          <NeedsAttention />
          <LazyDriftChart />
        </div>
        <div className="grid gap-5">
          <RunningRollouts />
          <ReleaseSpread status={status} />
        </div>
      </div>
    </div>
  )
}

/** The fleet at a glance, or how to bring the first host in. */
export function Overview() {
  const status = useFleetStatus()
  return (
    <QueryView query={status} what="the fleet" lines={6}>
      {(fleet) => (fleet.hosts.total === 0 ? <FirstHost /> : <Fleet status={fleet} />)}
    </QueryView>
  )
}
