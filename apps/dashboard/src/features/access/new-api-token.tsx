'use client'

import { ROLES, type Role, roleCovers } from '@goherd/model'
import { useForm } from 'react-hook-form'
import { Button } from '../../ui/button'
import { CopyLine } from '../../ui/copy-line'
import { FailureNotice } from '../../ui/failure-notice'
import { SelectField, TextField } from '../../ui/field'
import { Notice } from '../../ui/notice'
import { useCreateApiToken } from './access-queries'
import { LIFETIMES, lifetimeSeconds } from './token-lifetime'
import { useMe } from './use-me'

interface Wish {
  readonly name: string
  readonly role: Role
  readonly days: string
}

/** Makes an API token. What was typed stays when the server refuses it; the secret is shown once. */
export function NewApiToken() {
  const own: Role = useMe().data?.role ?? 'viewer'
  const create = useCreateApiToken()
  const { register, handleSubmit, formState, reset } = useForm<Wish>({
    defaultValues: { name: '', role: 'viewer', days: '90' },
  })
  const make = ({ name, role, days }: Wish) =>
    create.mutate({ name, role, ttlSeconds: lifetimeSeconds(days) }, { onSuccess: () => reset() })
  return (
    <div className="grid gap-4 border-line border-b p-4">
      <form
        noValidate
        onSubmit={handleSubmit(make)}
        className="grid items-end gap-3 sm:grid-cols-[1.5fr_1fr_1fr_auto]"
      >
        <TextField
          label="Token name"
          maxLength={100}
          placeholder="What uses it"
          error={formState.errors.name?.message}
          {...register('name', { required: 'Give it a name' })}
        />
        <SelectField label="Token role" {...register('role')}>
          {ROLES.filter((role) => roleCovers(own, role)).map((role) => (
            <option key={role}>{role}</option>
          ))}
        </SelectField>
        <SelectField label="Token expires" {...register('days')}>
          {LIFETIMES.map(({ days, word }) => (
            <option key={days} value={days}>
              {word}
            </option>
          ))}
        </SelectField>
        <Button type="submit" look="primary" busy={create.isPending}>
          Create API token
        </Button>
      </form>
      {create.isError && <FailureNotice error={create.error} />}
      {create.data && (
        <div className="grid gap-2">
          <Notice tone="ok" role="status" title="This is the token.">
            It is shown only now. Give it to the command line as GOHERD_TOKEN.
          </Notice>
          <CopyLine what="API token" text={create.data.token} />
        </div>
      )}
    </div>
  )
}
