import type { Metadata } from 'next'
import { HostList } from '../../../features/hosts/host-list'
import { PageHeader } from '../../../ui/page-header'

export const metadata: Metadata = { title: 'Hosts' }

export default function HostsPage() {
  return (
    <>
      <PageHeader title="Hosts" />
      <HostList />
    </>
  )
}
