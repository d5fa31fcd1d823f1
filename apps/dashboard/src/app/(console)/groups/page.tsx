import type { Metadata } from 'next'
import { GroupTable } from '../../../features/groups/group-table'
import { NewGroup } from '../../../features/groups/new-group'
import { PageHeader } from '../../../ui/page-header'

export const metadata: Metadata = { title: 'Groups' }

export default function GroupsPage() {
  return (
    <>
      <PageHeader title="Groups" actions={<NewGroup />} />
      <GroupTable />
    </>
  )
}
