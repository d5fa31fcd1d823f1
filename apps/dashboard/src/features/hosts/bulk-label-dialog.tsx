'use client'

import type { BulkResult, HostSelection } from '@goherd/protocol'
import { useForm } from 'react-hook-form'
import { Button } from '../../ui/button'
import { Dialog, DialogActions } from '../../ui/dialog'
import { FailureNotice } from '../../ui/failure-notice'
import { TextField } from '../../ui/field'
import { count } from '../../ui/quantities'
import { useBulk } from './bulk-queries'
import { readLabelWords } from './label-words'

interface BulkDialogProps {
  readonly hosts: HostSelection
  readonly amount: number
  readonly onDone: (result: BulkResult) => void
  readonly onClose: () => void
}

/** Sets labels of many hosts, and takes some away. */
export function BulkLabelDialog({ hosts, amount, onDone, onClose }: BulkDialogProps) {
  const bulk = useBulk()
  const { register, handleSubmit, formState } = useForm<{ labels: string }>()
  const send = ({ labels }: { labels: string }) => {
    const words = readLabelWords(labels)
    if (!words.ok) return
    bulk.mutate(
      { hosts, change: { kind: 'label', set: { ...words.set }, unset: [...words.unset] } },
      { onSuccess: onDone },
    )
  }
  return (
    <Dialog
      open
      onOpenChange={(open) => open || onClose()}
      title={`Label ${count(amount, 'host')}`}
      lead="What is said here wins over what a host says of itself."
    >
      <form noValidate className="grid gap-4" onSubmit={handleSubmit(send)}>
        {bulk.isError && <FailureNotice error={bulk.error} />}
        <TextField
          label="Labels"
          mono
          placeholder="env=prod rack=r1 -old"
          hint="name=value sets one, -name takes one away."
          error={formState.errors.labels?.message}
          {...register('labels', {
            validate: (text) => {
              const words = readLabelWords(text)
              return words.ok || words.message
            },
          })}
        />
        <DialogActions>
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" look="primary" busy={bulk.isPending}>
            Change labels
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  )
}
