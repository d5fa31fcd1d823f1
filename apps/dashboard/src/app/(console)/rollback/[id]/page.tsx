import type { Metadata } from 'next'
import { RollbackLive } from '../../../../features/rollback/rollback-live'

export const metadata: Metadata = { title: 'Rollback' }

export default async function Page({ params }: { params: Promise<{ readonly id: string }> }) {
  return <RollbackLive id={decodeURIComponent((await params).id)} />
}
