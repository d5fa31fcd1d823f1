'use client'

import type { HostPolicy } from '@goherd/model'
import type { GroupView } from '@goherd/protocol'
import { useQueryClient } from '@tanstack/react-query'
import { Waypoints } from 'lucide-react'
import { useRouter } from 'next/navigation'
import { keys } from '../../live/query-keys'
import { Button } from '../../ui/button'
import { useRefusal } from '../access/use-me'
import { useFleetStatus } from '../fleet/fleet-queries'
import type { DesiredChange } from './diff-desired'
import { stagedChange } from './staged-draft'

interface StagedButtonProps {
  readonly group: GroupView
  readonly changes: readonly DesiredChange[]
  readonly policy: HostPolicy
}

/** Takes the change that is being written to a new rollout, instead of to every host at once. */
export function StagedButton({ group, changes, policy }: StagedButtonProps) {
  const cache = useQueryClient()
  const router = useRouter()
  const frozen = useFleetStatus().data?.freeze ?? null
  const refusal = useRefusal('rollout.start', { frozen, group })
  const go = () => {
    const { address, ...draft } = stagedChange(group, changes, policy)
    cache.setQueryData(keys.rolloutDraft, draft)
    router.push(address)
  }
  return (
    <Button refusal={refusal} onClick={go}>
      <Waypoints aria-hidden className="size-4" strokeWidth={1.75} />
      Roll out in stages
    </Button>
  )
}
