'use client'

import type { DeliveryView } from '@goherd/protocol'
import { Badge, type Tone } from '../../ui/badge'
import { Button } from '../../ui/button'
import { FailureNotice } from '../../ui/failure-notice'
import { count } from '../../ui/quantities'
import { QueryView } from '../../ui/query-view'
import { TimeAgo } from '../../ui/time-ago'
import { useDeliveries, useRedeliver } from './webhook-queries'

const STATES: Readonly<Record<DeliveryView['state'], readonly [word: string, tone: Tone]>> = {
  waiting: ['Waiting', 'neutral'],
  delivered: ['Delivered', 'ok'],
  failed: ['Failed', 'bad'],
}

function Delivery({ delivery }: { delivery: DeliveryView }) {
  const redeliver = useRedeliver(delivery.webhook)
  const [word, tone] = STATES[delivery.state]
  return (
    <li className="grid gap-2 border-line border-t px-4 py-2.5 first:border-t-0">
      <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
        <Badge tone={tone}>{word}</Badge>
        <span className="font-mono text-xs">{delivery.event}</span>
        <span className="text-ink-2">{delivery.says}</span>
        <span className="text-ink-3 text-xs">
          {count(delivery.attempts, 'attempt')}
          {delivery.status !== null && `, status ${delivery.status}`}, <TimeAgo at={delivery.at} />
          {delivery.nextAt !== null && (
            <>
              , next <TimeAgo at={delivery.nextAt} />
            </>
          )}
        </span>
        <Button
          size="small"
          className="ml-auto"
          aria-label={`Redeliver ${delivery.event} to ${delivery.webhook}`}
          refusal={delivery.state === 'waiting' ? 'it is still being delivered' : undefined}
          busy={redeliver.isPending}
          onClick={() => redeliver.mutate(delivery.id)}
        >
          Redeliver
        </Button>
      </div>
      {redeliver.isError && <FailureNotice error={redeliver.error} />}
      <details>
        <summary className="cursor-pointer text-ink-3 text-xs">Payload</summary>
        <pre className="mt-1 overflow-x-auto rounded-md bg-inset p-3 font-mono text-xs">
          {JSON.stringify(delivery.payload, null, 2)}
        </pre>
      </details>
    </li>
  )
}

/** What a webhook was sent, newest first. */
export function Deliveries({ webhook }: { webhook: string }) {
  const query = useDeliveries(webhook)
  return (
    <QueryView query={query} what="deliveries">
      {({ deliveries }) =>
        deliveries.length === 0 ? (
          <p className="px-4 py-2.5 text-ink-3">Nothing was sent to it yet. A test would be the first.</p>
        ) : (
          <ul aria-label={`Deliveries to ${webhook}`}>
            {deliveries.map((delivery) => (
              <Delivery key={delivery.id} delivery={delivery} />
            ))}
          </ul>
        )
      }
    </QueryView>
  )
}
