import type { Metadata } from 'next'
import { ReleaseTable } from '../../../features/releases/release-table'
import { SyncButton } from '../../../features/releases/sync-button'
import { PageHeader } from '../../../ui/page-header'

export const metadata: Metadata = { title: 'Releases' }

export default function ReleasesPage() {
  return (
    <>
      <PageHeader title="Releases" actions={<SyncButton />} />
      <ReleaseTable />
    </>
  )
}
