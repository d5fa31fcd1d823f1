'use client'

import { useMutation } from '@tanstack/react-query'
import { useSearchParams } from 'next/navigation'
import { useForm } from 'react-hook-form'
import { api } from '../../api/client'
import { anything } from '../../api/shape'
import { Button } from '../../ui/button'
import { FailureNotice } from '../../ui/failure-notice'
import { TextField } from '../../ui/field'
import { PASSWORD_HINT, PASSWORD_RULES } from './password-rules'
import { MissingToken } from './setup-form'

/** Lets an invited person choose a password. */
export function WelcomeForm() {
  const token = useSearchParams().get('token')
  const { register, handleSubmit, formState } = useForm<{ password: string }>()
  const choose = useMutation({
    mutationFn: ({ password }: { password: string }) =>
      api.post('/access/password', { token, password }, anything),
    onSuccess: () => window.location.assign('/'),
  })
  if (token === null) return <MissingToken />
  const busy = choose.isPending || choose.isSuccess
  return (
    <form onSubmit={handleSubmit((values) => choose.mutate(values))} className="grid gap-4" noValidate>
      {choose.isError && <FailureNotice error={choose.error} />}
      <TextField
        label="Password"
        type="password"
        autoComplete="new-password"
        hint={PASSWORD_HINT}
        error={formState.errors.password?.message}
        {...register('password', PASSWORD_RULES)}
      />
      <Button type="submit" look="primary" busy={busy}>
        {busy ? 'Saving…' : 'Save password'}
      </Button>
    </form>
  )
}
