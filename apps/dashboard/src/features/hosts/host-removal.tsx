'use client'

import type { HostDetail } from '@goherd/protocol'
import { useRouter } from 'next/navigation'
import { useState } from 'react'
import { Button } from '../../ui/button'
import { Panel } from '../../ui/panel'
import { useRefusal } from '../access/use-me'
import { BulkRemoveDialog } from './bulk-remove-dialog'

/** The end of a host's life in Goherd. */
export function HostRemoval({ host }: { host: HostDetail }) {
  const router = useRouter()
  const [asking, setAsking] = useState(false)
  const refusal = useRefusal('host.remove')
  return (
    <Panel title="Remove this host">
      <div className="flex flex-wrap items-center gap-3">
        <p className="min-w-0 flex-1 basis-64 text-ink-2">
          Goherd forgets it and refuses its agent. The Go on its disk stays as it is.
        </p>
        <Button look="danger-outline" refusal={refusal} onClick={() => setAsking(true)}>
          Remove host…
        </Button>
      </div>
      {asking && (
        <BulkRemoveDialog
          hosts={{ kind: 'named', names: [host.name] }}
          amount={1}
          what={host.name}
          word={host.name}
          onDone={() => router.push('/hosts')}
          onClose={() => setAsking(false)}
        />
      )}
    </Panel>
  )
}
