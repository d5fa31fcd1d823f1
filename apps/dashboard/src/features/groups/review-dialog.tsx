'use client'

import type { HostPolicy } from '@goherd/model'
import type { GroupView, SetDesiredResult } from '@goherd/protocol'
import { useQueryClient } from '@tanstack/react-query'
import { keys } from '../../live/query-keys'
import { Button } from '../../ui/button'
import { Dialog, DialogActions } from '../../ui/dialog'
import { Notice } from '../../ui/notice'
import { count } from '../../ui/quantities'
import { ChangeLines } from './change-lines'
import { type DesiredChange, toSetDesired } from './diff-desired'
import { useSetDesired } from './group-queries'
import { SetRefusal } from './set-refusal'
import { type WayOn, wayOn } from './way-on'

interface ReviewDialogProps {
  readonly group: GroupView
  readonly changes: readonly DesiredChange[]
  readonly policy: HostPolicy
  readonly reason: string
  /** The revision that the edits were made on; a newer one that arrives while reading must be looked at first. */
  readonly base: number | null
  readonly onNewest: (group: GroupView) => void
  readonly onDone: (result: SetDesiredResult) => void
  readonly onClose: () => void
}

const REFUSALS: Readonly<Record<WayOn, string | undefined>> = {
  compare: 'look at the newest revision first',
  supersede: 'a rollout is under way; supersede it, or wait for it',
  correct: undefined,
  keep: undefined,
  again: undefined,
}

function MovedNotice({
  group,
  base,
  onCompare,
}: Pick<ReviewDialogProps, 'group' | 'base'> & { onCompare: () => void }) {
  return (
    <Notice
      tone="warn"
      role="alert"
      title={
        group.revision === base
          ? 'Someone saved first.'
          : `Someone saved first: ${group.name} is at revision ${group.revision ?? 'none'} now.`
      }
      actions={<Button onClick={onCompare}>Compare with theirs</Button>}
    >
      Your edits are kept, and go on top of theirs: below is what they change against the newest revision.
    </Notice>
  )
}

/** Shows what changes before it is set. Someone who saved first is not overwritten: the difference is shown against theirs. */
export function ReviewDialog(props: ReviewDialogProps) {
  const { group, changes, policy, reason, base, onNewest, onDone, onClose } = props
  const cache = useQueryClient()
  const set = useSetDesired(group.name)
  const way = set.isError ? wayOn(set.error) : undefined
  const moved = way === 'compare' || base !== group.revision
  const lookAgain = async () => {
    await cache.invalidateQueries({ queryKey: keys.group(group.name) })
    onNewest(cache.getQueryData<GroupView>(keys.group(group.name)) ?? group)
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
  const stale = moved || changes.length === 0 ? REFUSALS.compare : undefined
  const blocked = (way === undefined ? undefined : REFUSALS[way]) ?? stale
  return (
    <Dialog
      open
      onOpenChange={(open) => open || onClose()}
      title={`Set ${group.name}`}
      lead={`This makes a new revision and assigns it to ${count(group.hosts.total, 'host')} now.`}
    >
      {moved && <MovedNotice group={group} base={base} onCompare={() => void lookAgain()} />}
      {set.isError && (
        <SetRefusal
          error={set.error}
          onSupersede={() => save(true)}
          onBack={onClose}
          onAgain={() => save(false)}
        />
      )}
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
