'use client'

import type { Support } from '@goherd/model'
import type { FleetStatus } from '@goherd/protocol'
import { useEffect, useMemo, useRef, useState } from 'react'
import type { MapModel } from '../../live/map-model'
import { FailureNotice } from '../../ui/failure-notice'
import { Skeleton } from '../../ui/skeleton'
import { asCondition } from '../hosts/host-links'
import { labelOf } from './grouping'
import { groupWord, MapControls } from './map-controls'
import { MapLegend } from './map-legend'
import { useFleetMap } from './map-queries'
import { useScene } from './map-scene'
import { MapSurface } from './map-surface'
import { MapTable } from './map-table'
import { SelectionBar } from './selection-bar'
import { useWidth } from './use-canvas-frame'
import { type MapAddress, useMapAddress } from './use-map-address'

/** How high the squares may be at most before they get smaller. */
const HEIGHT = 420
const NOBODY: ReadonlySet<string> = new Set()

type Releases = FleetStatus['releases']

function useSupport(releases: Releases): ReadonlyMap<string, Support> {
  // A status that says the same must not colour ten thousand squares anew.
  const said = releases.map(({ release, support }) => `${release} ${support}`).join()
  // biome-ignore lint/correctness/useExhaustiveDependencies: what is said stands for the releases
  return useMemo(() => new Map(releases.map(({ release, support }) => [release, support])), [said])
}

function LoadedMap({
  model,
  releases,
  address,
}: {
  model: MapModel
  releases: Releases
  address: MapAddress
}) {
  const frame = useRef<HTMLDivElement>(null)
  const width = useWidth(frame)
  const [selected, setSelected] = useState(NOBODY)
  const { q } = address
  // biome-ignore lint/correctness/useExhaustiveDependencies: other hosts are shown now, and what is not seen is not selected
  useEffect(() => setSelected(NOBODY), [q])
  const supportOf = useSupport(releases)
  const scene = useScene({
    ...{ model, group: address.group, fill: address.fill, supportOf },
    ...{ width: Math.max(1, width), height: HEIGHT },
  })
  const within = asCondition(q)
  if (model.ids.length === 0) return <p className="py-6 text-ink-2">No host fits “{q}”.</p>
  return (
    <div className="grid gap-4">
      <MapLegend fill={scene.fill} q={within} />
      <div ref={frame} className="min-w-0">
        {address.view === 'table' ? (
          <MapTable scene={scene} q={within} heading={groupWord(address.group)} />
        ) : (
          width > 0 && <MapSurface scene={scene} q={within} selected={selected} select={setSelected} />
        )}
      </div>
      {address.view === 'map' && (
        <SelectionBar model={model} selected={selected} q={within} onClear={() => setSelected(NOBODY)} />
      )}
    </div>
  )
}

/** Every host as a square, grouped and coloured as the address says, or the same as a table. */
export function HostMap({ releases }: { releases: Releases }) {
  const address = useMapAddress()
  const label = labelOf(address.group)
  const map = useFleetMap({
    ...(address.q.trim() === '' ? {} : { q: address.q.trim() }),
    ...(label === undefined ? {} : { label }),
  })
  return (
    <section aria-label="Host map" className="min-w-0 rounded-lg border border-line bg-panel">
      <header className="flex flex-wrap items-center gap-x-3 gap-y-2 border-line border-b px-4 py-2">
        <h2 className="font-semibold">Host map</h2>
        <MapControls address={address} labelKeys={map.data?.labelKeys ?? []} />
      </header>
      <div className="grid gap-3 p-4">
        {map.isError && <FailureNotice error={map.error} onRetry={() => void map.refetch()} />}
        {map.data !== undefined && <LoadedMap model={map.data} releases={releases} address={address} />}
        {map.isPending && <Skeleton what="the map" lines={8} />}
      </div>
    </section>
  )
}
