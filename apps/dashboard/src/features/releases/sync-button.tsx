'use client'

import { RefreshCw } from 'lucide-react'
import { failureOf } from '../../api/problem-error'
import { Button } from '../../ui/button'
import { useRefusal } from '../access/use-me'
import { usePageActions } from '../palette/page-registry'
import { useSyncReleases } from './release-queries'

function say(sync: ReturnType<typeof useSyncReleases>): string {
  if (sync.isError) {
    const { message, hint } = failureOf(sync.error)
    return `${message} ${hint}`
  }
  if (!sync.data) return ''
  const { added, removed } = sync.data
  return added.length + removed.length === 0
    ? 'Nothing new.'
    : `${added.length} added, ${removed.length} gone.`
}

/** Reads the catalogue from its source again. */
export function SyncButton() {
  const refusal = useRefusal('releases.sync')
  const sync = useSyncReleases()
  usePageActions([{ id: 'sync', label: 'Sync the catalogue', refusal, run: () => sync.mutate() }])
  return (
    <>
      <span role="status" className="text-ink-2 text-xs">
        {say(sync)}
      </span>
      <Button refusal={refusal} busy={sync.isPending} onClick={() => sync.mutate()}>
        <RefreshCw aria-hidden className="size-4" strokeWidth={1.75} />
        {sync.isPending ? 'Syncing…' : 'Sync'}
      </Button>
    </>
  )
}
