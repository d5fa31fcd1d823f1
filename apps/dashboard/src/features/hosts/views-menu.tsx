'use client'

import { Popover } from '@base-ui/react/popover'
import type { SavedView } from '@goherd/protocol'
import { Bookmark, Trash2 } from 'lucide-react'
import Link from 'next/link'
import { useState } from 'react'
import { Button, buttonClass } from '../../ui/button'
import { FailureNotice } from '../../ui/failure-notice'
import { useMe } from '../access/use-me'
import { LazySaveViewDialog } from './lazy-dialogs'
import { useRemoveView, useSavedViews } from './view-queries'

interface ViewsMenuProps {
  /** What is shown now. */
  readonly q: string
  readonly sort: string
  readonly order: 'asc' | 'desc'
}

/** Where a view is looked at. */
export function viewHref({ q, sort, order }: Pick<SavedView, 'q' | 'sort' | 'order'>): string {
  const search = new URLSearchParams()
  if (q !== '') search.set('q', q)
  if (sort !== null && sort !== 'name') search.set('sort', sort)
  if (order !== null && order !== 'asc') search.set('order', order)
  const text = search.toString()
  return text === '' ? '/hosts' : `/hosts?${text}`
}

/** One view of the list: a link, and the way to take it away for who may. */
export function ViewLine({
  view,
  isShown,
  onOpen,
}: {
  view: SavedView
  isShown: boolean
  onOpen: () => void
}) {
  const remove = useRemoveView()
  const isAdmin = useMe().data?.role === 'admin'
  const refusal = view.own || (view.shared && isAdmin) ? undefined : `it belongs to ${view.owner}`
  return (
    <li className="grid gap-1">
      <div className="flex items-center gap-1 rounded-md hover:bg-inset">
        <Link
          href={viewHref(view)}
          onClick={onOpen}
          aria-current={isShown || undefined}
          className="grid min-w-0 flex-1 px-2.5 py-1.5 aria-[current]:font-medium"
        >
          <span className="flex items-baseline gap-2">
            <span className="truncate">{view.name}</span>
            {view.shared && (
              <span className="shrink-0 text-ink-3 text-xs">{view.own ? 'shared' : `by ${view.owner}`}</span>
            )}
          </span>
          <span className="truncate font-mono text-ink-3 text-xs">
            {view.q === '' ? 'every host' : view.q}
          </span>
        </Link>
        <Button
          size="small"
          look="ghost"
          aria-label={`Remove view ${view.name}`}
          refusal={refusal}
          busy={remove.isPending}
          onClick={() => remove.mutate(view.id)}
        >
          <Trash2 aria-hidden className="size-3.5" strokeWidth={1.75} />
        </Button>
      </div>
      {remove.isError && <FailureNotice error={remove.error} />}
    </li>
  )
}

/** The saved views: one's own and those that others share. */
export function ViewsMenu({ q, sort, order }: ViewsMenuProps) {
  const [open, setOpen] = useState(false)
  const [saving, setSaving] = useState(false)
  const query = useSavedViews()
  const views = query.data?.views ?? []
  const here = viewHref({ q, sort, order })
  return (
    <>
      <Popover.Root open={open} onOpenChange={setOpen}>
        <Popover.Trigger className={buttonClass()}>
          <Bookmark aria-hidden className="size-4" strokeWidth={1.75} />
          Views
        </Popover.Trigger>
        <Popover.Portal>
          <Popover.Positioner align="end" sideOffset={6} className="z-40">
            <Popover.Popup className="grid max-h-[70vh] w-80 max-w-[calc(100vw-1.5rem)] gap-1 overflow-y-auto rounded-lg border border-line bg-panel p-1.5 shadow-float outline-none">
              <Popover.Title className="px-2.5 pt-1 font-medium text-ink-3 text-xs">
                Saved views
              </Popover.Title>
              {query.isError && <FailureNotice error={query.error} onRetry={() => void query.refetch()} />}
              {query.isSuccess && views.length === 0 && (
                <p className="px-2.5 py-1.5 text-ink-2">
                  None yet. Save a query that you ask again and again.
                </p>
              )}
              <ul className="grid">
                {views.map((view) => (
                  <ViewLine
                    key={view.id}
                    view={view}
                    isShown={viewHref(view) === here}
                    onOpen={() => setOpen(false)}
                  />
                ))}
              </ul>
              <Button
                look="ghost"
                className="justify-start border-line border-t"
                onClick={() => {
                  setOpen(false)
                  setSaving(true)
                }}
              >
                Save this view…
              </Button>
            </Popover.Popup>
          </Popover.Positioner>
        </Popover.Portal>
      </Popover.Root>
      {saving && (
        <LazySaveViewDialog shown={{ q, sort, order }} views={views} onClose={() => setSaving(false)} />
      )}
    </>
  )
}
