import type { Metadata } from 'next'
import { ApiTokensPanel } from '../../../features/access/api-tokens-panel'
import { PeoplePanel } from '../../../features/access/people-panel'
import { EnrollmentPanel } from '../../../features/enrollment/enrollment-panel'
import { PageHeader } from '../../../ui/page-header'

export const metadata: Metadata = { title: 'Settings' }

export default function SettingsPage() {
  return (
    <>
      <PageHeader title="Settings" />
      <div className="grid max-w-6xl gap-5">
        <EnrollmentPanel />
        <ApiTokensPanel />
        <PeoplePanel />
      </div>
    </>
  )
}
