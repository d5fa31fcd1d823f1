'use client'

import type { WebhookView } from '@goherd/protocol'
import { Lock } from 'lucide-react'
import { useState } from 'react'
import { asSentence } from '../../ui/as-sentence'
import { Badge } from '../../ui/badge'
import { Button } from '../../ui/button'
import { Dialog, DialogActions } from '../../ui/dialog'
import { Empty } from '../../ui/empty'
import { FailureNotice } from '../../ui/failure-notice'
import { Panel } from '../../ui/panel'
import { QueryView } from '../../ui/query-view'
import { TimeAgo } from '../../ui/time-ago'
import { useRefusal } from '../access/use-me'
import { Deliveries } from './deliveries'
import { NewWebhookForm } from './new-webhook-form'
import { describeEvents } from './webhook-events'
import { useRemoveWebhook, useTestWebhook, useWebhooks } from './webhook-queries'

function RemoveDialog({ name, onClose }: { name: string; onClose: () => void }) {
  const remove = useRemoveWebhook(name)
  return (
    <Dialog
      open
      onOpenChange={(open) => open || onClose()}
      title={`Remove the webhook ${name}?`}
      lead="It is told of nothing any more; what waits for it is not delivered."
    >
      {remove.isError && <FailureNotice error={remove.error} />}
      <DialogActions>
        <Button onClick={onClose}>Cancel</Button>
        <Button
          look="danger"
          busy={remove.isPending}
          onClick={() => remove.mutate(undefined, { onSuccess: onClose })}
        >
          Remove now
        </Button>
      </DialogActions>
    </Dialog>
  )
}

function Last({ last }: { last: WebhookView['last'] }) {
  if (last === null) return <span className="text-ink-3 text-xs">nothing sent yet</span>
  return (
    <span className="flex min-w-0 flex-wrap items-center gap-2 text-ink-2 text-xs">
      <Badge tone={last.ok ? 'ok' : 'bad'}>{last.ok ? 'Delivered' : 'Failed'}</Badge>
      {last.says} <TimeAgo at={last.at} />
    </span>
  )
}

function Webhook({ webhook }: { webhook: WebhookView }) {
  const [isOpen, setOpen] = useState(false)
  const [isRemoving, setRemoving] = useState(false)
  const { name, url, events, format, last } = webhook
  const test = useTestWebhook(name)
  const sendTest = () => test.mutate(undefined, { onSuccess: () => setOpen(true) })
  return (
    <li className="grid gap-2 border-line border-t first:border-t-0">
      <div className="flex flex-wrap items-center gap-x-3 gap-y-2 px-4 py-2.5">
        <div className="grid min-w-0 flex-1 basis-64 gap-1">
          <span className="flex flex-wrap items-center gap-2">
            <span className="font-medium">{name}</span>
            <Badge>{format}</Badge>
            <span className="break-words text-ink-3 text-xs">{describeEvents(events)}</span>
          </span>
          <span className="break-all font-mono text-ink-2 text-xs">{url}</span>
          <Last last={last} />
        </div>
        <Button size="small" aria-label={`Test ${name}`} busy={test.isPending} onClick={sendTest}>
          Test
        </Button>
        <Button
          size="small"
          aria-expanded={isOpen}
          aria-label={`Deliveries of ${name}`}
          onClick={() => setOpen(!isOpen)}
        >
          Deliveries
        </Button>
        <Button size="small" look="ghost" aria-label={`Remove ${name}`} onClick={() => setRemoving(true)}>
          Remove
        </Button>
      </div>
      {test.isError && <FailureNotice error={test.error} />}
      {isOpen && (
        <div className="border-line border-t bg-inset/40">
          <Deliveries webhook={name} />
        </div>
      )}
      {isRemoving && <RemoveDialog name={name} onClose={() => setRemoving(false)} />}
    </li>
  )
}

/** Endpoints of other programs. Only administrators see them: their addresses may be secrets. */
export function WebhooksPanel() {
  const refusal = useRefusal('webhook.manage')
  const query = useWebhooks(refusal === undefined)
  return (
    <Panel title="Webhooks" note="other programs that are told what happens" flush>
      {refusal !== undefined ? (
        <Empty icon={Lock} title="Only administrators see this.">
          {asSentence(refusal)}
        </Empty>
      ) : (
        <>
          <NewWebhookForm />
          <QueryView query={query} what="webhooks">
            {({ webhooks }) =>
              webhooks.length === 0 ? (
                <p className="p-4 text-ink-3">No webhook was added yet.</p>
              ) : (
                <ul aria-label="Webhooks">
                  {webhooks.map((webhook) => (
                    <Webhook key={webhook.name} webhook={webhook} />
                  ))}
                </ul>
              )
            }
          </QueryView>
        </>
      )}
    </Panel>
  )
}
