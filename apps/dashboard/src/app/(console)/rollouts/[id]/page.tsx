import type { Metadata } from 'next'
import { RolloutPage } from '../../../../features/rollouts/one/rollout-page'

export const metadata: Metadata = { title: 'Rollout' }

export default async function Page({ params }: { params: Promise<{ readonly id: string }> }) {
  return <RolloutPage id={decodeURIComponent((await params).id)} />
}
