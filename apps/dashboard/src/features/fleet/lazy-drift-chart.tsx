'use client'

import dynamic from 'next/dynamic'
import { Panel } from '../../ui/panel'
import { Skeleton } from '../../ui/skeleton'

/** The chart, brought in after the page around it is there. */
export const LazyDriftChart = dynamic(() => import('./drift-chart').then(({ DriftChart }) => DriftChart), {
  ssr: false,
  loading: () => (
    <Panel title="Drift over time">
      <Skeleton what="the history" lines={4} />
    </Panel>
  ),
})
