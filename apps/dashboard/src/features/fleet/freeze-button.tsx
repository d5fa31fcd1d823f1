'use client'

import { Snowflake } from 'lucide-react'
import { type FormEvent, useState } from 'react'
import { Button } from '../../ui/button'
import { Dialog, DialogActions } from '../../ui/dialog'
import { FailureNotice } from '../../ui/failure-notice'
import { TextField } from '../../ui/field'
import { useRefusal } from '../access/use-me'
import { usePageActions } from '../palette/page-registry'
import { useFleetStatus, useFreeze } from './fleet-queries'
import { LiftButton } from './lift-dialog'

function FreezeDialog({ onClose }: { onClose: () => void }) {
  const [reason, setReason] = useState('')
  const freeze = useFreeze()
  const isMissing = reason.trim() === ''
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (!isMissing) freeze.mutate(reason, { onSuccess: onClose })
  }
  return (
    <Dialog
      open
      onOpenChange={(open) => open || onClose()}
      title="Freeze the fleet?"
      lead="Groups keep what they have, and no stage of a rollout starts, until a person lifts it. An emergency rollback is always possible."
    >
      <form noValidate onSubmit={submit} className="grid gap-4">
        {freeze.isError && <FailureNotice error={freeze.error} />}
        <TextField
          label="Reason"
          value={reason}
          maxLength={500}
          placeholder="Everybody sees it above every page."
          onChange={(event) => setReason(event.target.value)}
        />
        <DialogActions>
          <Button onClick={onClose}>Cancel</Button>
          <Button
            type="submit"
            look="primary"
            busy={freeze.isPending}
            refusal={isMissing ? 'say why first' : undefined}
          >
            Freeze now
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  )
}

/** Freezes the fleet; lifts the freeze while there is one. */
export function FreezeButton() {
  const [isOpen, setOpen] = useState(false)
  const { data } = useFleetStatus()
  const refusal = useRefusal('fleet.freeze', { frozen: data?.freeze ?? null })
  const isFrozen = data?.freeze != null
  usePageActions(
    isFrozen ? [] : [{ id: 'freeze', label: 'Freeze the fleet', refusal, run: () => setOpen(true) }],
  )
  if (isFrozen) return <LiftButton />
  return (
    <>
      <Button refusal={refusal} onClick={() => setOpen(true)}>
        <Snowflake aria-hidden className="size-4" strokeWidth={1.75} />
        Freeze fleet
      </Button>
      {isOpen && <FreezeDialog onClose={() => setOpen(false)} />}
    </>
  )
}
