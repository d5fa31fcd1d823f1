'use client'

import type { HostDetail } from '@goherd/protocol'
import { ScanSearch } from 'lucide-react'
import { failureOf } from '../../api/problem-error'
import { Button } from '../../ui/button'
import { useRefusal } from '../access/use-me'
import { usePageActions } from '../palette/page-registry'
import { useRecheck } from './host-queries'

/** Asks the host to look again now, at every byte of its tree. */
export function RecheckButton({ host }: { host: HostDetail }) {
  const refusal = useRefusal('host.recheck', {
    host: { online: host.online, managed: host.state !== 'unmanaged' },
  })
  const recheck = useRecheck(host.name)
  usePageActions([{ id: 'recheck', label: `Recheck ${host.name}`, refusal, run: () => recheck.mutate() }])
  const said = recheck.isError
    ? failureOf(recheck.error).message
    : recheck.isSuccess
      ? 'Asked. What it finds appears here.'
      : ''
  return (
    <>
      <span role="status" className="text-ink-2 text-xs">
        {said}
      </span>
      <Button refusal={refusal} busy={recheck.isPending} onClick={() => recheck.mutate()}>
        <ScanSearch aria-hidden className="size-4" strokeWidth={1.75} />
        Recheck
      </Button>
    </>
  )
}
