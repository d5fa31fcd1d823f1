import type { Metadata } from 'next'
import { FreezeButton } from '../../features/fleet/freeze-button'
import { Overview } from '../../features/fleet/overview'
import { PageHeader } from '../../ui/page-header'

export const metadata: Metadata = { title: 'Overview' }

export default function OverviewPage() {
  return (
    <>
      <PageHeader title="Overview" actions={<FreezeButton />} />
      <Overview />
    </>
  )
}
