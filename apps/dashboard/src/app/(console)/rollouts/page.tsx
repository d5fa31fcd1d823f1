import type { Metadata } from 'next'
import { NewRolloutLink } from '../../../features/rollouts/new-rollout-link'
import { RolloutList } from '../../../features/rollouts/rollout-list'
import { PageHeader } from '../../../ui/page-header'

export const metadata: Metadata = { title: 'Rollouts' }

export default function RolloutsPage() {
  return (
    <>
      <PageHeader title="Rollouts" actions={<NewRolloutLink look="primary" />} />
      <RolloutList />
    </>
  )
}
