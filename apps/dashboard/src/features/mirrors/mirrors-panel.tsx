'use client'

import type { SourceView } from '@goherd/protocol'
import { ArrowDown, ArrowUp } from 'lucide-react'
import { useForm } from 'react-hook-form'
import type { CreateMirror } from '../../api/answers'
import { Badge } from '../../ui/badge'
import { Button } from '../../ui/button'
import { FailureNotice } from '../../ui/failure-notice'
import { TextField } from '../../ui/field'
import { Panel } from '../../ui/panel'
import { QueryView } from '../../ui/query-view'
import { TimeAgo } from '../../ui/time-ago'
import { useRefusal } from '../access/use-me'
import { useAddMirror, useOrderMirrors, useRemoveMirror, useSources, useTestSource } from './mirror-queries'
import { moved } from './moved'
import { SourceSteps } from './source-steps'

function NewMirror() {
  const refusal = useRefusal('mirror.manage')
  const add = useAddMirror()
  const { register, handleSubmit, formState, reset } = useForm<CreateMirror>({
    defaultValues: { name: '', url: '' },
  })
  const { errors } = formState
  return (
    <div className="grid gap-4 border-line border-b p-4">
      <form
        noValidate
        onSubmit={handleSubmit((wish) => add.mutate(wish, { onSuccess: () => reset() }))}
        className="grid items-end gap-3 sm:grid-cols-[1fr_2fr_auto]"
      >
        <TextField
          label="Mirror name"
          maxLength={63}
          error={errors.name?.message}
          {...register('name', { required: 'Give it a name' })}
        />
        <TextField
          label="Mirror URL"
          type="url"
          placeholder="https://mirror.example.com/go"
          error={errors.url?.message}
          {...register('url', { required: 'Enter its URL' })}
        />
        <Button type="submit" look="primary" refusal={refusal} busy={add.isPending}>
          Add mirror
        </Button>
      </form>
      {add.isError && <FailureNotice error={add.error} />}
    </div>
  )
}

function OrderButtons({ name, mirrors }: { name: string; mirrors: readonly string[] }) {
  const refusal = useRefusal('mirror.manage')
  const order = useOrderMirrors()
  const remove = useRemoveMirror()
  const place = mirrors.indexOf(name)
  const move = (by: -1 | 1) => order.mutate(moved(mirrors, name, by))
  return (
    <>
      <Button
        size="small"
        aria-label={`Ask ${name} earlier`}
        refusal={refusal ?? (place === 0 ? 'it is the first mirror' : undefined)}
        busy={order.isPending}
        onClick={() => move(-1)}
      >
        <ArrowUp aria-hidden className="size-3.5" />
      </Button>
      <Button
        size="small"
        aria-label={`Ask ${name} later`}
        refusal={refusal ?? (place === mirrors.length - 1 ? 'it is the last mirror' : undefined)}
        busy={order.isPending}
        onClick={() => move(1)}
      >
        <ArrowDown aria-hidden className="size-3.5" />
      </Button>
      <Button
        size="small"
        look="ghost"
        aria-label={`Remove ${name}`}
        refusal={refusal}
        busy={remove.isPending}
        onClick={() => remove.mutate(name)}
      >
        Remove
      </Button>
      {order.isError && <FailureNotice error={order.error} />}
      {remove.isError && <FailureNotice error={remove.error} />}
    </>
  )
}

function Source({ source, mirrors }: { source: SourceView; mirrors: readonly string[] }) {
  const { name, url, configured, last } = source
  const refusal = useRefusal('mirror.test')
  const test = useTestSource(name)
  return (
    <li className="grid gap-3 border-line border-t px-4 py-3 first:border-t-0">
      <div className="flex flex-wrap items-center gap-2">
        <div className="grid min-w-0 flex-1 basis-64 gap-1">
          <span className="flex flex-wrap items-center gap-2 font-medium">
            {name}
            {configured && <Badge>Configured</Badge>}
          </span>
          <span className="break-all font-mono text-ink-2 text-xs">{url}</span>
          {last === null ? (
            <span className="text-ink-3 text-xs">not used yet</span>
          ) : (
            <span className="flex flex-wrap items-center gap-2 text-ink-2 text-xs">
              <Badge tone={last.ok ? 'ok' : 'bad'}>{last.ok ? 'Works' : 'Failed'}</Badge>
              {last.says} <TimeAgo at={last.at} />
            </span>
          )}
        </div>
        <Button
          size="small"
          aria-label={`Test ${name}`}
          refusal={refusal}
          busy={test.isPending}
          onClick={() => test.mutate()}
        >
          {test.isPending ? 'Testing…' : 'Test'}
        </Button>
        {!configured && <OrderButtons name={name} mirrors={mirrors} />}
      </div>
      {test.isError && <FailureNotice error={test.error} />}
      {test.data && <SourceSteps name={name} test={test.data} />}
    </li>
  )
}

/** Where releases come from: the configured source, then mirrors in their order. */
export function MirrorsPanel() {
  const query = useSources()
  return (
    <Panel title="Mirrors" note="asked in this order; bytes count only by the catalogue’s SHA-256" flush>
      <NewMirror />
      <QueryView query={query} what="sources">
        {({ sources }) => {
          const mirrors = sources.filter(({ configured }) => !configured).map(({ name }) => name)
          return (
            <>
              <ol aria-label="Sources in the order they are asked">
                {sources.map((source) => (
                  <Source key={source.name} source={source} mirrors={mirrors} />
                ))}
              </ol>
              {mirrors.length === 0 && (
                <p className="border-line border-t p-4 text-ink-3">
                  No mirror yet: when the configured source fails, nothing else is asked.
                </p>
              )}
            </>
          )
        }}
      </QueryView>
    </Panel>
  )
}
