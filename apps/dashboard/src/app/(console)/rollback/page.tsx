import type { Metadata } from 'next'
import { RecentRollbacks } from '../../../features/rollback/recent-rollbacks'
import { RollbackWizard } from '../../../features/rollback/rollback-wizard'
import { PageHeader } from '../../../ui/page-header'

export const metadata: Metadata = { title: 'Emergency rollback' }

export default function RollbackPage() {
  return (
    <>
      <PageHeader
        title="Emergency rollback"
        lead="Takes hosts back to a Go that was good, past everything that is running. Planned first, then proved host by host."
      />
      <RollbackWizard />
      <RecentRollbacks />
    </>
  )
}
