'use client'

import type { BulkResult, HostSelection } from '@goherd/protocol'
import { ScanSearch, Tag, Trash2, X } from 'lucide-react'
import { useState } from 'react'
import { Button } from '../../ui/button'
import { CopyButton } from '../../ui/copy-button'
import { FailureNotice } from '../../ui/failure-notice'
import { count } from '../../ui/quantities'
import { useRefusal } from '../access/use-me'
import { usePageActions } from '../palette/page-registry'
import { BulkOutcome } from './bulk-outcome'
import { toHostSelection, useBulk } from './bulk-queries'
import { LazyBulkLabelDialog, LazyBulkRemoveDialog } from './lazy-dialogs'
import { countMarked, type Selection } from './selection'

interface Outcome {
  readonly did: string
  readonly result: BulkResult
}

interface BulkBarProps {
  readonly selection: Selection
  /** What the list is narrowed by, and how many hosts that are. */
  readonly q: string
  readonly total: number
  readonly onAll: () => void
  readonly onClear: () => void
}

/** What the bar is about to do, and to whom, as it was when it was opened: what comes meanwhile is not meant. */
interface Opened {
  readonly dialog: 'label' | 'remove'
  readonly hosts: HostSelection
  readonly amount: number
}

const ICON = { 'aria-hidden': true, className: 'size-3.5', strokeWidth: 1.75 } as const

/** What can be done with the marked hosts, and what became of it. */
export function BulkBar({ selection, q, total, onAll, onClear }: BulkBarProps) {
  const [opened, setOpened] = useState<Opened>()
  const [outcome, setOutcome] = useState<Outcome>()
  const recheck = useBulk()
  const recheckRefusal = useRefusal('host.recheck')
  const labelRefusal = useRefusal('host.label')
  const removeRefusal = useRefusal('host.remove')
  const amount = countMarked(selection)
  const hosts = toHostSelection(selection, q)
  const open = (dialog: Opened['dialog']) => setOpened({ dialog, hosts, amount })
  const finish = (did: string) => (result: BulkResult) => {
    setOpened(undefined)
    setOutcome({ did, result })
    onClear()
  }
  const recheckAll = () => {
    setOutcome(undefined)
    recheck.mutate(
      { hosts, change: { kind: 'recheck' } },
      { onSuccess: (result) => setOutcome({ did: 'Asked to look again', result }) },
    )
  }
  const nobody = amount === 0 ? 'mark hosts first' : undefined
  usePageActions([
    { id: 'bulk-recheck', label: 'Recheck marked hosts', refusal: nobody ?? recheckRefusal, run: recheckAll },
    {
      id: 'bulk-label',
      label: 'Label marked hosts',
      refusal: nobody ?? labelRefusal,
      run: () => open('label'),
    },
    {
      id: 'bulk-remove',
      label: 'Remove marked hosts',
      refusal: nobody ?? removeRefusal,
      run: () => open('remove'),
    },
  ])
  return (
    <>
      {outcome && <BulkOutcome {...outcome} />}
      {recheck.isError && <FailureNotice error={recheck.error} />}
      {amount > 0 && (
        <section
          aria-label="Marked hosts"
          className="sticky bottom-3 z-10 flex flex-wrap items-center gap-2 rounded-lg border border-line-strong bg-panel px-3 py-2 shadow-float"
        >
          <p role="status" className="mr-auto font-medium">
            {selection.kind === 'all' ? `All ${count(amount, 'host')} that fit` : `${count(amount, 'host')}`}{' '}
            marked
          </p>
          {selection.kind === 'some' && total > amount && (
            <Button size="small" look="ghost" onClick={onAll}>
              Mark all {count(total, 'host')} that fit
            </Button>
          )}
          <Button size="small" refusal={recheckRefusal} busy={recheck.isPending} onClick={recheckAll}>
            <ScanSearch {...ICON} />
            Recheck
          </Button>
          <Button size="small" refusal={labelRefusal} onClick={() => open('label')}>
            <Tag {...ICON} />
            Label…
          </Button>
          <Button size="small" look="danger-outline" refusal={removeRefusal} onClick={() => open('remove')}>
            <Trash2 {...ICON} />
            Remove…
          </Button>
          {selection.kind === 'some' && (
            <CopyButton text={() => [...selection.names].toSorted().join('\n')}>Copy names</CopyButton>
          )}
          <Button size="small" look="ghost" aria-label="Clear marks" onClick={onClear}>
            <X aria-hidden className="size-3.5" />
          </Button>
        </section>
      )}
      {opened?.dialog === 'label' && (
        <LazyBulkLabelDialog
          {...opened}
          onDone={finish('Labels changed')}
          onClose={() => setOpened(undefined)}
        />
      )}
      {opened?.dialog === 'remove' && (
        <LazyBulkRemoveDialog {...opened} onDone={finish('Removed')} onClose={() => setOpened(undefined)} />
      )}
    </>
  )
}
