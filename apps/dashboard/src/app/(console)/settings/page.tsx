import type { Metadata } from 'next'
import { SettingsTabs } from '../../../features/settings/settings-tabs'
import { PageHeader } from '../../../ui/page-header'

export const metadata: Metadata = { title: 'Settings' }

export default function SettingsPage() {
  return (
    <>
      <PageHeader title="Settings" />
      <SettingsTabs />
    </>
  )
}
