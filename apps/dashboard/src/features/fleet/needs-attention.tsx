'use client'

import type { AttentionItem } from '@goherd/protocol'
import { clsx } from 'clsx'
import { CircleCheck } from 'lucide-react'
import Link from 'next/link'
import { useState } from 'react'
import { asSentence } from '../../ui/as-sentence'
import { Panel } from '../../ui/panel'
import { count } from '../../ui/quantities'
import { QueryView } from '../../ui/query-view'
import { TimeAgo } from '../../ui/time-ago'
import { ATTENTION_LOOKS, attentionHref } from './attention-looks'
import { useAttention } from './fleet-queries'

const AT_MOST = 6

function Item({ item }: { item: AttentionItem }) {
  const { word, icon: Icon, text } = ATTENTION_LOOKS[item.kind]
  const href = attentionHref(item)
  return (
    <li className="grid gap-0.5 px-4 py-2.5">
      <div className="flex flex-wrap items-center gap-x-3 gap-y-0.5">
        <span className={clsx('inline-flex items-center gap-1.5 font-medium text-xs', text)}>
          <Icon aria-hidden className="size-3.5" strokeWidth={2.25} />
          {word}
        </span>
        {item.since !== null && (
          <span className="ml-auto text-ink-3 text-xs">
            since <TimeAgo at={item.since} />
          </span>
        )}
      </div>
      <p className="break-words font-medium">
        {href === undefined ? (
          item.says
        ) : (
          <Link prefetch={false} href={href} className="hover:underline">
            {item.says}
          </Link>
        )}
      </p>
      {item.hint !== null && <p className="break-words text-ink-2">{asSentence(item.hint)}</p>}
    </li>
  )
}

function Items({ items }: { items: readonly AttentionItem[] }) {
  const [all, setAll] = useState(false)
  if (items.length === 0) {
    return (
      <p className="flex items-center gap-2 p-4 text-ink-2">
        <CircleCheck aria-hidden className="size-4 text-ok" />
        Nothing does.
      </p>
    )
  }
  return (
    <>
      <ul className="divide-y divide-line">
        {items.slice(0, all ? items.length : AT_MOST).map((item) => (
          <Item key={item.id} item={item} />
        ))}
      </ul>
      {items.length > AT_MOST && (
        <button
          type="button"
          onClick={() => setAll(!all)}
          className="w-full border-line border-t px-4 py-2 text-left text-accent hover:underline"
        >
          {all ? 'Show the most urgent' : `Show ${count(items.length - AT_MOST, 'more', 'more')}`}
        </button>
      )}
    </>
  )
}

/** What needs a person, the most urgent first, each leading to where it can be mended. */
export function NeedsAttention() {
  return (
    <Panel title="Needs attention" flush>
      <QueryView query={useAttention()} what="what needs attention">
        {({ items }) => <Items items={items} />}
      </QueryView>
    </Panel>
  )
}
