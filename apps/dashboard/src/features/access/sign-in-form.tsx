'use client'

import { useMutation } from '@tanstack/react-query'
import { useSearchParams } from 'next/navigation'
import { useForm } from 'react-hook-form'
import { api } from '../../api/client'
import { anything } from '../../api/shape'
import { Button } from '../../ui/button'
import { FailureNotice } from '../../ui/failure-notice'
import { TextField } from '../../ui/field'
import { nextPath } from './next-path'

interface Credentials {
  readonly email: string
  readonly password: string
}

/** Signs a person in with email and password, then goes where they wanted to be. */
export function SignInForm() {
  const target = nextPath(useSearchParams().get('next'))
  const { register, handleSubmit, formState } = useForm<Credentials>()
  const signIn = useMutation({
    mutationFn: (credentials: Credentials) => api.post('/auth/sign-in/email', credentials, anything),
    // A full load, so that nothing of the time before remains in the cache.
    onSuccess: () => window.location.assign(target),
  })
  const busy = signIn.isPending || signIn.isSuccess
  return (
    <form onSubmit={handleSubmit((values) => signIn.mutate(values))} className="grid gap-4" noValidate>
      {signIn.isError && <FailureNotice error={signIn.error} />}
      <TextField
        label="Email"
        type="email"
        autoComplete="username"
        error={formState.errors.email?.message}
        {...register('email', { required: 'Enter your email' })}
      />
      <TextField
        label="Password"
        type="password"
        autoComplete="current-password"
        error={formState.errors.password?.message}
        {...register('password', { required: 'Enter your password' })}
      />
      <Button type="submit" look="primary" busy={busy}>
        {busy ? 'Signing in…' : 'Sign in'}
      </Button>
    </form>
  )
}
