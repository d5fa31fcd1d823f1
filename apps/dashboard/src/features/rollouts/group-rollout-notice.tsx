'use client'

import type { GroupView } from '@goherd/protocol'
import { asSentence } from '../../ui/as-sentence'
import { Notice } from '../../ui/notice'
import { ButtonLink } from '../frame/button-link'
import { rolloutName } from './describe-rollout'
import { useRollout } from './rollout-queries'

function Running({ id }: { id: string }) {
  const rollout = useRollout(id).data
  return (
    <Notice
      tone={rollout !== undefined && rollout.pauses.length > 0 ? 'warn' : 'info'}
      role="status"
      title={rollout === undefined ? 'A rollout is under way here.' : `Under way: ${rolloutName(rollout)}`}
      actions={
        <ButtonLink size="small" href={`/rollouts/${encodeURIComponent(id)}`}>
          Look at it
        </ButtonLink>
      }
    >
      {rollout && asSentence(rollout.sentence)}
    </Notice>
  )
}

/** The rollout that is under way in a group. Nothing is shown while there is none. */
export function GroupRolloutNotice({ group }: { group: GroupView }) {
  return group.rollout === null ? null : <Running id={group.rollout} />
}
