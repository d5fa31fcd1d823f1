import type { Metadata } from 'next'
import { EntryCard } from '../../../features/access/entry-card'
import { SetupForm } from '../../../features/access/setup-form'

export const metadata: Metadata = { title: 'Set up' }

export default function SetupPage() {
  return (
    <EntryCard
      title="Create the first administrator"
      lead="This link works once. Others are invited in the settings."
    >
      <SetupForm />
    </EntryCard>
  )
}
