import type { Metadata } from 'next'
import { NewRollout } from '../../../../features/rollouts/new/new-rollout'

export const metadata: Metadata = { title: 'New rollout' }

export default function NewRolloutPage() {
  return <NewRollout />
}
