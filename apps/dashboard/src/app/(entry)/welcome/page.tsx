import type { Metadata } from 'next'
import { EntryCard } from '../../../features/access/entry-card'
import { WelcomeForm } from '../../../features/access/welcome-form'

export const metadata: Metadata = { title: 'Welcome' }

export default function WelcomePage() {
  return (
    <EntryCard title="Welcome" lead="Choose a password to finish your account.">
      <WelcomeForm />
    </EntryCard>
  )
}
