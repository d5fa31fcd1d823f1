'use client'

import type { ReleaseView } from '@goherd/protocol'
import { Ban } from 'lucide-react'
import { type FormEvent, useState } from 'react'
import { Badge } from '../../ui/badge'
import { Button } from '../../ui/button'
import { Dialog, DialogActions } from '../../ui/dialog'
import { FailureNotice } from '../../ui/failure-notice'
import { SelectField, TextField } from '../../ui/field'
import { count } from '../../ui/quantities'
import { TimeAgo } from '../../ui/time-ago'
import { useRefusal } from '../access/use-me'
import { EXPIRIES, expiryOf } from './expiry'
import { useLiftRecall, useRecall } from './release-queries'

type Recall = NonNullable<ReleaseView['recall']>

/** A word for a release that nothing goes to, with why, who and until when. */
export function RecallNote({ recall }: { recall: Recall }) {
  return (
    <span className="flex flex-wrap items-center gap-x-2 gap-y-0.5">
      <Badge tone="bad">
        <Ban aria-hidden className="size-3" />
        Recalled
      </Badge>
      <span className="min-w-0 break-words text-ink-2 text-xs">
        {recall.reason}, {recall.by}, <TimeAgo at={recall.since} />
        {recall.expiresAt !== null && (
          <>
            , expires <TimeAgo at={recall.expiresAt} />
          </>
        )}
      </span>
    </span>
  )
}

interface DialogProps {
  readonly release: ReleaseView
  readonly onClose: () => void
}

function RecallDialog({ release: { release, wantedBy }, onClose }: DialogProps) {
  const [reason, setReason] = useState('')
  const [expiry, setExpiry] = useState('')
  const recall = useRecall(release)
  const isMissing = reason.trim() === ''
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (!isMissing) recall.mutate({ reason, expiresAt: expiryOf(expiry, Date.now()) }, { onSuccess: onClose })
  }
  const wanted =
    wantedBy === 0
      ? 'No host wants it now.'
      : `${count(wantedBy, 'host that wants it stays', 'hosts that want it stay')} where they are; roll them back to take them off it.`
  return (
    <Dialog
      open
      onOpenChange={(open) => open || onClose()}
      title={`Recall ${release}?`}
      lead={`Nothing goes to it until the recall is lifted: no group, no rollout, no rollback. Rollouts to it pause. ${wanted}`}
    >
      <form noValidate onSubmit={submit} className="grid gap-4">
        {recall.isError && <FailureNotice error={recall.error} />}
        <TextField
          label="Reason"
          value={reason}
          maxLength={500}
          onChange={(event) => setReason(event.target.value)}
        />
        <SelectField label="Expires" value={expiry} onChange={(event) => setExpiry(event.target.value)}>
          {EXPIRIES.map(({ value, word }) => (
            <option key={value} value={value}>
              {word}
            </option>
          ))}
        </SelectField>
        <DialogActions>
          <Button onClick={onClose}>Cancel</Button>
          <Button
            type="submit"
            look="danger"
            busy={recall.isPending}
            refusal={isMissing ? 'say why first' : undefined}
          >
            Recall now
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  )
}

function LiftRecallDialog({ release: { release }, onClose }: DialogProps) {
  const [reason, setReason] = useState('')
  const lift = useLiftRecall(release)
  const submit = (event: FormEvent) => {
    event.preventDefault()
    lift.mutate(reason, { onSuccess: onClose })
  }
  return (
    <Dialog
      open
      onOpenChange={(open) => open || onClose()}
      title={`Lift the recall of ${release}?`}
      lead="Groups can go to it again. Nothing moves by itself; a rollout that paused for it has to be resumed."
    >
      <form noValidate onSubmit={submit} className="grid gap-4">
        {lift.isError && <FailureNotice error={lift.error} />}
        <TextField
          label="Reason"
          value={reason}
          maxLength={500}
          placeholder="Optional"
          onChange={(event) => setReason(event.target.value)}
        />
        <DialogActions>
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" look="primary" busy={lift.isPending}>
            Lift recall now
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  )
}

/** Recalls a release, or lifts its recall. */
export function RecallButton({ release }: { release: ReleaseView }) {
  const [isOpen, setOpen] = useState(false)
  const isRecalled = release.recall !== null
  const refusal = useRefusal(isRecalled ? 'release.lift' : 'release.recall', {
    release: { recalled: isRecalled },
  })
  const word = isRecalled ? 'Lift recall' : 'Recall'
  const close = () => setOpen(false)
  return (
    <>
      <Button
        size="small"
        look={isRecalled ? 'secondary' : 'ghost'}
        refusal={refusal}
        aria-label={`${word} of ${release.release}`}
        onClick={() => setOpen(true)}
      >
        {word}
      </Button>
      {isOpen &&
        (isRecalled ? (
          <LiftRecallDialog release={release} onClose={close} />
        ) : (
          <RecallDialog release={release} onClose={close} />
        ))}
    </>
  )
}
