'use client'

import type { SavedView, SaveView } from '@goherd/protocol'
import { useForm } from 'react-hook-form'
import { Button } from '../../ui/button'
import { Dialog, DialogActions } from '../../ui/dialog'
import { FailureNotice } from '../../ui/failure-notice'
import { TextField } from '../../ui/field'
import { useRefusal } from '../access/use-me'
import { useSaveView } from './view-queries'

interface SaveViewDialogProps {
  /** What is shown now. */
  readonly shown: Pick<SaveView, 'q' | 'sort' | 'order'>
  readonly views: readonly SavedView[]
  readonly onClose: () => void
}

/** Keeps the query and the order of the list under a name, for oneself or for everybody. */
export function SaveViewDialog({ shown, views, onClose }: SaveViewDialogProps) {
  const save = useSaveView()
  const shareRefusal = useRefusal('view.share')
  const { register, handleSubmit, formState, watch } = useForm<{ name: string; shared: boolean }>({
    defaultValues: { name: '', shared: false },
  })
  const typed = watch('name').trim()
  const replaces = views.some((view) => view.own && view.name === typed)
  return (
    <Dialog
      open
      onOpenChange={(open) => open || onClose()}
      title="Save this view"
      lead="The query and the order of the list, under a name."
    >
      <form
        noValidate
        className="grid gap-4"
        onSubmit={handleSubmit(({ name, shared }) =>
          save.mutate({ ...shown, name: name.trim(), shared }, { onSuccess: onClose }),
        )}
      >
        {save.isError && <FailureNotice error={save.error} />}
        <p className="break-all rounded-md bg-inset px-3 py-2 font-mono text-xs">
          {shown.q === '' ? 'every host' : shown.q}
        </p>
        <TextField
          label="Name"
          maxLength={60}
          hint={replaces ? 'Takes the place of your view of this name.' : undefined}
          error={formState.errors.name?.message}
          {...register('name', { validate: (name) => name.trim() !== '' || 'Give it a name' })}
        />
        <label className="grid w-fit gap-0.5">
          <span className="flex items-center gap-2">
            <input
              type="checkbox"
              disabled={shareRefusal !== undefined}
              className="size-4 accent-accent"
              {...register('shared')}
            />
            Share with everybody
          </span>
          {shareRefusal !== undefined && <span className="text-ink-3 text-xs">{shareRefusal}</span>}
        </label>
        <DialogActions>
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" look="primary" busy={save.isPending}>
            Save view
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  )
}
