import type { Metadata } from 'next'
import { EntryCard } from '../../../features/access/entry-card'
import { SignInForm } from '../../../features/access/sign-in-form'

export const metadata: Metadata = { title: 'Sign in' }

export default function SignInPage() {
  return (
    <EntryCard title="Sign in" lead="The Go of the whole fleet, where you want it.">
      <SignInForm />
    </EntryCard>
  )
}
