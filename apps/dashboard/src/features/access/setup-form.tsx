'use client'

import { useMutation } from '@tanstack/react-query'
import { useSearchParams } from 'next/navigation'
import { useForm } from 'react-hook-form'
import type { SetupAnswer, SetupRequest } from '../../api/answers'
import { api } from '../../api/client'
import { has } from '../../api/shape'
import { Button } from '../../ui/button'
import { FailureNotice } from '../../ui/failure-notice'
import { TextField } from '../../ui/field'
import { Notice } from '../../ui/notice'
import { PASSWORD_HINT, PASSWORD_RULES } from './password-rules'

type Person = Omit<SetupRequest, 'token'>
const created = has<SetupAnswer>('email')

/** Makes the first administrator from the one-time link that the server printed. */
export function SetupForm() {
  const token = useSearchParams().get('token')
  const { register, handleSubmit, formState } = useForm<Person>()
  const setup = useMutation({
    mutationFn: (person: Person) => api.post('/access/setup', { ...person, token }, created),
    onSuccess: () => window.location.assign('/'),
  })
  if (token === null) return <MissingToken />
  const { errors } = formState
  const busy = setup.isPending || setup.isSuccess
  return (
    <form onSubmit={handleSubmit((values) => setup.mutate(values))} className="grid gap-4" noValidate>
      {setup.isError && <FailureNotice error={setup.error} />}
      <TextField
        label="Name"
        autoComplete="name"
        error={errors.name?.message}
        {...register('name', { required: 'Enter your name' })}
      />
      <TextField
        label="Email"
        type="email"
        autoComplete="username"
        error={errors.email?.message}
        {...register('email', { required: 'Enter your email' })}
      />
      <TextField
        label="Password"
        type="password"
        autoComplete="new-password"
        hint={PASSWORD_HINT}
        error={errors.password?.message}
        {...register('password', PASSWORD_RULES)}
      />
      <Button type="submit" look="primary" busy={busy}>
        {busy ? 'Creating…' : 'Create administrator'}
      </Button>
    </form>
  )
}

/** What to do when the link came without its token. */
export function MissingToken() {
  return (
    <Notice tone="warn" title="This link is incomplete.">
      Open the whole link, with everything after <code className="font-mono">?token=</code>.
    </Notice>
  )
}
