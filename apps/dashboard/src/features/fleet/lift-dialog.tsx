'use client'

import { type FormEvent, useState } from 'react'
import { Button } from '../../ui/button'
import { Dialog, DialogActions } from '../../ui/dialog'
import { FailureNotice } from '../../ui/failure-notice'
import { TextField } from '../../ui/field'
import { useRefusal } from '../access/use-me'
import { useFleetStatus, useLift } from './fleet-queries'

/** The button that lifts the freeze, with the question before it. */
export function LiftButton() {
  const [open, setOpen] = useState(false)
  const [reason, setReason] = useState('')
  const status = useFleetStatus()
  const refusal = useRefusal('fleet.lift', { frozen: status.data?.freeze ?? null })
  const lift = useLift()
  const submit = (event: FormEvent) => {
    event.preventDefault()
    lift.mutate(reason, { onSuccess: () => setOpen(false) })
  }
  return (
    <>
      <Button refusal={refusal} onClick={() => setOpen(true)}>
        Lift freeze
      </Button>
      <Dialog
        open={open}
        onOpenChange={setOpen}
        title="Lift the freeze?"
        lead="Groups can be changed again, and rollouts that wait for it go on. Groups that were rolled back stay where they are."
      >
        <form onSubmit={submit} className="grid gap-4">
          {lift.isError && <FailureNotice error={lift.error} />}
          <TextField
            label="Reason"
            value={reason}
            maxLength={500}
            onChange={(event) => setReason(event.target.value)}
          />
          <DialogActions>
            <Button onClick={() => setOpen(false)}>Cancel</Button>
            <Button type="submit" look="primary" busy={lift.isPending}>
              Lift now
            </Button>
          </DialogActions>
        </form>
      </Dialog>
    </>
  )
}
