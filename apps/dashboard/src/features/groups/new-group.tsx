'use client'

import { Plus } from 'lucide-react'
import { useRouter } from 'next/navigation'
import { useState } from 'react'
import { useForm } from 'react-hook-form'
import { Button } from '../../ui/button'
import { Dialog, DialogActions } from '../../ui/dialog'
import { FailureNotice } from '../../ui/failure-notice'
import { TextField } from '../../ui/field'
import { useRefusal } from '../access/use-me'
import { useCreateGroup } from './group-queries'

const NAME = /^[a-z0-9]([a-z0-9._-]{0,61}[a-z0-9])?$/i

/** The button for a new group, with its dialog. */
export function NewGroup() {
  const [open, setOpen] = useState(false)
  const router = useRouter()
  const refusal = useRefusal('group.create')
  const create = useCreateGroup()
  const { register, handleSubmit, formState } = useForm<{ name: string }>()
  const submit = handleSubmit(({ name }) =>
    create.mutate(name, { onSuccess: (group) => router.push(`/groups/${encodeURIComponent(group.name)}`) }),
  )
  return (
    <>
      <Button refusal={refusal} onClick={() => setOpen(true)}>
        <Plus aria-hidden className="size-4" />
        New group
      </Button>
      <Dialog open={open} onOpenChange={setOpen} title="New group" lead="A set of hosts that share one Go.">
        <form noValidate onSubmit={submit} className="grid gap-4">
          {create.isError && <FailureNotice error={create.error} />}
          <TextField
            label="Name"
            hint="Letters, digits, dot, dash and underscore; at most 63."
            error={formState.errors.name?.message}
            {...register('name', {
              required: 'Give it a name',
              pattern: { value: NAME, message: 'Use letters, digits, dot, dash and underscore, at most 63' },
            })}
          />
          <DialogActions>
            <Button onClick={() => setOpen(false)}>Cancel</Button>
            <Button type="submit" look="primary" busy={create.isPending}>
              Create group
            </Button>
          </DialogActions>
        </form>
      </Dialog>
    </>
  )
}
