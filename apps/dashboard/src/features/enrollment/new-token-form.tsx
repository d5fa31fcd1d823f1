'use client'

import { useForm } from 'react-hook-form'
import { Button } from '../../ui/button'
import { CopyLine } from '../../ui/copy-line'
import { FailureNotice } from '../../ui/failure-notice'
import { SelectField, TextField } from '../../ui/field'
import { Notice } from '../../ui/notice'
import { useRefusal } from '../access/use-me'
import { useGroups } from '../groups/group-queries'
import { useCreateEnrollmentToken } from './enrollment-queries'
import { installLine, LIFETIMES } from './install-line'

interface Wish {
  readonly group: string
  readonly uses: number
  readonly ttlSeconds: number
  readonly note: string
}

/** Makes an enrollment token and shows the line to run on the new host. */
export function NewTokenForm() {
  const groups = useGroups()
  const refusal = useRefusal('enrollment.create')
  const create = useCreateEnrollmentToken()
  const { register, handleSubmit } = useForm<Wish>({ defaultValues: { uses: 1, ttlSeconds: 3600, note: '' } })
  const names = (groups.data?.groups ?? []).toSorted((a, b) => Number(b.managed) - Number(a.managed))
  return (
    <div className="grid gap-4">
      <form
        onSubmit={handleSubmit((wish) => create.mutate(wish))}
        className="grid items-end gap-3 sm:grid-cols-2 xl:grid-cols-[1fr_8rem_8rem_1.5fr_auto]"
      >
        <SelectField label="Group" {...register('group')}>
          {names.map(({ name, managed }) => (
            <option key={name} value={name}>
              {managed ? name : `${name} (manages nothing)`}
            </option>
          ))}
        </SelectField>
        <TextField
          label="Number of hosts"
          type="number"
          min={1}
          max={10_000}
          {...register('uses', { valueAsNumber: true })}
        />
        <SelectField label="Valid for" {...register('ttlSeconds', { valueAsNumber: true })}>
          {LIFETIMES.map(([seconds, words]) => (
            <option key={seconds} value={seconds}>
              {words}
            </option>
          ))}
        </SelectField>
        <TextField label="Note" maxLength={200} placeholder="What it is for" {...register('note')} />
        <Button type="submit" look="primary" refusal={refusal} busy={create.isPending}>
          Create token
        </Button>
      </form>
      {create.isError && <FailureNotice error={create.error} />}
      {create.data && (
        <div className="grid gap-2">
          <Notice tone="ok" role="status" title="Run this on the new host.">
            The token in it is shown only now.
          </Notice>
          <CopyLine what="install line" text={installLine(window.location.origin, create.data.token)} />
        </div>
      )}
    </div>
  )
}
