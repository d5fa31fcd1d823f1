'use client'

import type { HostDetail } from '@goherd/protocol'
import { X } from 'lucide-react'
import { useForm } from 'react-hook-form'
import { Badge } from '../../ui/badge'
import { Button } from '../../ui/button'
import { FailureNotice } from '../../ui/failure-notice'
import { TextField } from '../../ui/field'
import { Panel } from '../../ui/panel'
import { useRefusal } from '../access/use-me'
import { BulkOutcome } from './bulk-outcome'
import { useBulk, wasRefused } from './bulk-queries'
import { readLabelWords } from './label-words'

/** Labels of a host, those that were set here told apart from those it says of itself, and the way to change them. */
export function HostLabels({ host }: { host: HostDetail }) {
  const refusal = useRefusal('host.label')
  const bulk = useBulk()
  const { register, handleSubmit, formState, reset } = useForm<{ labels: string }>()
  const hosts = { kind: 'named' as const, names: [host.name] }
  const labels = Object.entries(host.labels)
  const change = (set: Readonly<Record<string, string>>, unset: readonly string[], onSuccess?: () => void) =>
    bulk.mutate(
      { hosts, change: { kind: 'label', set: { ...set }, unset: [...unset] } },
      { onSuccess: (result) => wasRefused(result) || onSuccess?.() },
    )
  const send = ({ labels: text }: { labels: string }) => {
    const words = readLabelWords(text)
    if (words.ok) change(words.set, words.unset, reset)
  }
  return (
    <Panel title="Labels" note="those set here win over what a host says of itself">
      <div className="grid gap-4">
        {labels.length === 0 && <p className="text-ink-3">None yet.</p>}
        <ul className="grid gap-1.5">
          {labels.map(([name, value]) => (
            <li key={name} className="flex flex-wrap items-center gap-2">
              <Badge>{`${name}=${value}`}</Badge>
              <span className="text-ink-3 text-xs">
                {name in host.setLabels ? 'set here' : 'said by the host'}
              </span>
              <Button
                size="small"
                look="ghost"
                aria-label={`Take away label ${name}`}
                refusal={refusal}
                busy={bulk.isPending}
                onClick={() => change({}, [name])}
              >
                <X aria-hidden className="size-3.5" />
              </Button>
            </li>
          ))}
        </ul>
        {bulk.isError && <FailureNotice error={bulk.error} />}
        {bulk.data && wasRefused(bulk.data) && <BulkOutcome did="Labels changed" result={bulk.data} />}
        <form noValidate onSubmit={handleSubmit(send)} className="flex flex-wrap items-end gap-2">
          <TextField
            label="Change labels"
            mono
            placeholder="env=prod -old"
            className="min-w-48 flex-1"
            error={formState.errors.labels?.message}
            {...register('labels', {
              validate: (text) => {
                const words = readLabelWords(text)
                return words.ok || words.message
              },
            })}
          />
          <Button type="submit" refusal={refusal} busy={bulk.isPending}>
            Change
          </Button>
        </form>
      </div>
    </Panel>
  )
}
