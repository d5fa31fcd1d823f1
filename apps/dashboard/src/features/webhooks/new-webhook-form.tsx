'use client'

import type { WebhookEvent } from '@goherd/protocol'
import { useForm } from 'react-hook-form'
import { Button } from '../../ui/button'
import { CopyLine } from '../../ui/copy-line'
import { FailureNotice } from '../../ui/failure-notice'
import { SelectField, TextField } from '../../ui/field'
import { Notice } from '../../ui/notice'
import { EventChoice } from './event-choice'
import { useCreateWebhook } from './webhook-queries'

interface Wish {
  readonly name: string
  readonly url: string
  readonly format: 'json' | 'slack'
  /** None means all. */
  readonly events: WebhookEvent[]
}

/** Registers an endpoint. What was typed stays when the server refuses it; the secret is shown once. */
export function NewWebhookForm() {
  const create = useCreateWebhook()
  const { register, handleSubmit, formState, reset, watch } = useForm<Wish>({
    defaultValues: { name: '', url: '', format: 'json', events: [] },
  })
  const { errors } = formState
  return (
    <div className="grid gap-4 border-line border-b p-4">
      <form
        noValidate
        onSubmit={handleSubmit((wish) => create.mutate(wish, { onSuccess: () => reset() }))}
        className="grid items-end gap-3 sm:grid-cols-2 lg:grid-cols-[1fr_2fr_1fr]"
      >
        <TextField
          label="Webhook name"
          maxLength={63}
          placeholder="chat"
          error={errors.name?.message}
          {...register('name', { required: 'Give it a name' })}
        />
        <TextField
          label="Webhook URL"
          type="url"
          placeholder="https://"
          error={errors.url?.message}
          {...register('url', { required: 'Enter its URL' })}
        />
        <SelectField label="Format" {...register('format')}>
          <option value="json">JSON, signed</option>
          <option value="slack">Slack, Mattermost</option>
        </SelectField>
        <EventChoice chosen={watch('events')} field={register('events')} />
        <Button type="submit" look="primary" busy={create.isPending} className="sm:justify-self-start">
          Add webhook
        </Button>
      </form>
      {create.isError && <FailureNotice error={create.error} />}
      {create.data && (
        <div className="grid gap-2">
          <Notice tone="ok" role="status" title={`This is the secret of ${create.data.webhook.name}.`}>
            It is shown only now. Check each delivery’s signature with it, as standardwebhooks.com says.
          </Notice>
          <CopyLine what="webhook secret" text={create.data.secret} />
        </div>
      )}
    </div>
  )
}
