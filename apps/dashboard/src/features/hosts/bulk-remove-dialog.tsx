'use client'

import type { BulkResult, HostSelection } from '@goherd/protocol'
import { useForm } from 'react-hook-form'
import { Button } from '../../ui/button'
import { Dialog, DialogActions } from '../../ui/dialog'
import { FailureNotice } from '../../ui/failure-notice'
import { TextField } from '../../ui/field'
import { count } from '../../ui/quantities'
import { BulkOutcome } from './bulk-outcome'
import { useBulk, wasRefused } from './bulk-queries'

/** What has to be typed before so many hosts are removed. */
function removalWord(amount: number): string {
  return `REMOVE ${amount}`
}

const ONE =
  'Goherd forgets it and refuses its agent from then on. Nothing on its disk changes; to come back, it must be enrolled again.'
const MANY =
  'Goherd forgets them and refuses their agents from then on. Nothing on their disks changes; to come back, each must be enrolled again.'

/** Asks before hosts are forgotten: it can only be undone on each of them. */
export function BulkRemoveDialog({
  hosts,
  amount,
  what = count(amount, 'host'),
  word = removalWord(amount),
  onDone,
  onClose,
}: {
  hosts: HostSelection
  amount: number
  /** How they are called, where that says more than their number. */
  what?: string
  /** What has to be typed. */
  word?: string
  onDone: (result: BulkResult) => void
  onClose: () => void
}) {
  const bulk = useBulk(onDone)
  const { register, handleSubmit, formState } = useForm<{ reason: string; word: string }>()
  const { errors } = formState
  return (
    <Dialog
      open
      onOpenChange={(open) => open || onClose()}
      title={`Remove ${what}`}
      lead={amount === 1 ? ONE : MANY}
    >
      <form
        noValidate
        className="grid gap-4"
        onSubmit={handleSubmit(({ reason }) => bulk.mutate({ hosts, change: { kind: 'remove', reason } }))}
      >
        {bulk.isError && <FailureNotice error={bulk.error} />}
        {bulk.data && wasRefused(bulk.data) && <BulkOutcome did="Removed" result={bulk.data} />}
        <TextField
          label="Reason"
          maxLength={500}
          error={errors.reason?.message}
          {...register('reason', { required: 'Say why' })}
        />
        <TextField
          label={`Type ${word}`}
          mono
          error={errors.word?.message}
          {...register('word', { validate: (typed) => typed.trim() === word || `Type ${word} as it stands` })}
        />
        <DialogActions>
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" look="danger" busy={bulk.isPending}>
            Remove {what}
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  )
}
