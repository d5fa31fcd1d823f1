'use client'

import { Plus } from 'lucide-react'
import type { ComponentProps } from 'react'
import { Button } from '../../ui/button'
import { useRefusal } from '../access/use-me'
import { useFleetStatus } from '../fleet/fleet-queries'
import { ButtonLink } from '../frame/button-link'

/** The way to a new rollout. It stays in sight, with the reason, while there may be none. */
export function NewRolloutLink({ look }: Pick<ComponentProps<typeof Button>, 'look'>) {
  const frozen = useFleetStatus().data?.freeze ?? null
  const refusal = useRefusal('rollout.start', { frozen })
  const inside = (
    <>
      <Plus aria-hidden className="size-4" />
      New rollout
    </>
  )
  const looks = look === undefined ? {} : { look }
  return refusal === undefined ? (
    <ButtonLink href="/rollouts/new" {...looks}>
      {inside}
    </ButtonLink>
  ) : (
    <Button refusal={refusal} {...looks}>
      {inside}
    </Button>
  )
}
