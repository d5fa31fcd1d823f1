'use client'

import type { HostPolicy } from '@goherd/model'
import type { GroupView, SetDesiredResult } from '@goherd/protocol'
import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { failureOf, ProblemError } from '../../api/problem-error'
import { keys } from '../../live/query-keys'
import { asSentence } from '../../ui/as-sentence'
import { Button } from '../../ui/button'
import { Dialog, DialogActions } from '../../ui/dialog'
import { FailureNotice } from '../../ui/failure-notice'
import { Notice } from '../../ui/notice'
import { count } from '../../ui/quantities'
import { ChangeLines } from './change-lines'
import { type DesiredChange, toSetDesired } from './diff-desired'
import { useSetDesired } from './group-queries'

interface ReviewDialogProps {
  readonly group: GroupView
  readonly changes: readonly DesiredChange[]
  readonly policy: HostPolicy
  readonly reason: string
  readonly onDone: (result: SetDesiredResult) => void
  readonly onClose: () => void
}

/** Shows what changes before it is set. Someone who saved first is not overwritten: the difference is shown against theirs. */
export function ReviewDialog({ group, changes, policy, reason, onDone, onClose }: ReviewDialogProps) {
  const cache = useQueryClient()
  const set = useSetDesired(group.name)
  // The revision this difference was read against; a newer one that arrives while reading must be looked at first.
  const [base, setBase] = useState(group.revision)
  const isRunning = set.error instanceof ProblemError && set.error.failure.code === 'rollout_running'
  const refused = set.error instanceof ProblemError && set.error.failure.code === 'revision_moved'
  const moved = refused || base !== group.revision
  const lookAgain = async () => {
    await cache.invalidateQueries({ queryKey: keys.group(group.name) })
    setBase(cache.getQueryData<GroupView>(keys.group(group.name))?.revision ?? group.revision)
    set.reset()
  }
  const save = (supersede: boolean) =>
    set.mutate(
      {
        ...toSetDesired(changes, { reason, expectedRevision: base, policy }),
        ...(supersede ? { supersede } : {}),
      },
      { onSuccess: onDone },
    )
  const blocked = isRunning
    ? 'a rollout is under way; supersede it, or wait for it'
    : moved || changes.length === 0
      ? 'look at the newest revision first'
      : undefined
  return (
    <Dialog
      open
      onOpenChange={(open) => open || onClose()}
      title={`Set ${group.name}`}
      lead={`This makes a new revision and assigns it to ${count(group.hosts.total, 'host')} now.`}
    >
      {moved && (
        <Notice
          tone="warn"
          role="alert"
          title={`Someone saved first: ${group.name} is at revision ${group.revision ?? 'none'} now.`}
          actions={<Button onClick={lookAgain}>Compare with theirs</Button>}
        >
          Your edits are kept. Below is what they change against the newest revision.
        </Notice>
      )}
      {isRunning && (
        <Notice
          tone="warn"
          role="alert"
          title="A rollout is under way in this group."
          actions={<Button onClick={() => save(true)}>Supersede it</Button>}
        >
          {asSentence(failureOf(set.error).message)} Superseding ends it for good: its hosts take this state
          at once, like all others of the group.
        </Notice>
      )}
      {set.isError && !refused && !isRunning && <FailureNotice error={set.error} />}
      {changes.length === 0 ? (
        <p className="text-ink-2">Nothing is left to change.</p>
      ) : (
        <ChangeLines changes={changes} />
      )}
      <p className="text-ink-2">{reason === '' ? 'No reason given.' : <>Reason: {reason}</>}</p>
      <DialogActions>
        <Button onClick={onClose}>Cancel</Button>
        <Button look="primary" busy={set.isPending} refusal={blocked} onClick={() => save(false)}>
          Set desired state
        </Button>
      </DialogActions>
    </Dialog>
  )
}
