'use client'

import dynamic from 'next/dynamic'
import { Skeleton } from '../../ui/skeleton'

/** The map, brought in after the page around it is there. */
export const LazyHostMap = dynamic(() => import('./host-map').then(({ HostMap }) => HostMap), {
  ssr: false,
  loading: () => (
    <section aria-label="Host map" className="min-h-96 rounded-lg border border-line bg-panel">
      <Skeleton what="the map" lines={8} />
    </section>
  ),
})
