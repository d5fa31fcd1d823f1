import type { Metadata } from 'next'
import { ActivityLog } from '../../../features/activity/activity-log'
import { PageHeader } from '../../../ui/page-header'

export const metadata: Metadata = { title: 'Activity' }

export default function ActivityPage() {
  return (
    <>
      <PageHeader title="Activity" />
      <ActivityLog />
    </>
  )
}
