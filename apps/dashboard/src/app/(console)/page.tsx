import type { Metadata } from 'next'
import { Overview } from '../../features/fleet/overview'
import { PageHeader } from '../../ui/page-header'

export const metadata: Metadata = { title: 'Overview' }

export default function OverviewPage() {
  return (
    <>
      <PageHeader title="Overview" />
      <Overview />
    </>
  )
}
