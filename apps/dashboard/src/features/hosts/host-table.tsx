'use client'

import type { HostView } from '@goherd/protocol'
import { useTable } from '@tanstack/react-table'
import { useWindowVirtualizer } from '@tanstack/react-virtual'
import { ArrowDown, ArrowUp } from 'lucide-react'
import { useCallback, useEffect, useLayoutEffect, useRef, useState } from 'react'
import { Table, Th } from '../../ui/table'
import { COLUMN_CLASSES, columns, features } from './host-columns'
import { HostRow } from './host-row'
import { MarkAll } from './mark-boxes'
import { isMarked } from './selection'
import { SORTS } from './use-host-filters'
import type { RowKeys } from './use-row-keys'

/** A row's height with its line, in pixels: h-10 and 1. */
const ROW = 41

/** How many rows before the end of what is loaded the next page is asked for. */
const NEAR_END = 40

export type HostSort = (typeof SORTS)[number]

interface HostTableProps {
  readonly hosts: readonly HostView[]
  readonly sort?: { readonly by: HostSort; readonly order: 'asc' | 'desc' } | undefined
  readonly onSort?: ((by: HostSort) => void) | undefined
  /** Called when the end of what is loaded comes near. */
  readonly onEnd?: () => void
  /** Left out where rows can't be marked. */
  readonly keys?: RowKeys
}

function sortable(id: string): HostSort | undefined {
  return SORTS.find((sort) => sort === id)
}

function HeadCell({
  id,
  title,
  sort,
  onSort,
}: { id: string; title: string } & Pick<HostTableProps, 'sort' | 'onSort'>) {
  const by = sortable(id)
  const active = sort !== undefined && sort.by === id
  const Arrow = sort?.order === 'desc' ? ArrowDown : ArrowUp
  const aria = active ? (sort.order === 'desc' ? 'descending' : 'ascending') : undefined
  return (
    <Th className={COLUMN_CLASSES[id]} aria-sort={aria}>
      {by === undefined || onSort === undefined ? (
        title
      ) : (
        <button
          type="button"
          onClick={() => onSort(by)}
          className="inline-flex items-center gap-1 hover:text-ink"
        >
          {title}
          {active && <Arrow aria-hidden className="size-3" />}
        </button>
      )}
    </Th>
  )
}

/** The same function from one drawing to the next, so that rows need not be drawn again; it calls the newest one. */
function useLatest(mark: RowKeys['mark'] | undefined): RowKeys['mark'] {
  const latest = useRef(mark)
  useEffect(() => {
    latest.current = mark
  })
  return useCallback((name, options) => latest.current?.(name, options), [])
}

/** Hosts, one a row. Only the rows in sight are in the page, however many there are. */
export function HostTable({ hosts, sort, onSort, onEnd, keys }: HostTableProps) {
  const table = useTable({ features, columns, data: hosts, getRowId: (host) => host.id })
  const { rows } = table.getRowModel()
  const top = useRef<HTMLDivElement>(null)
  const [scrollMargin, setScrollMargin] = useState(0)
  useLayoutEffect(() => setScrollMargin(top.current?.offsetTop ?? 0), [])
  const virtual = useWindowVirtualizer({
    count: rows.length,
    estimateSize: () => ROW,
    overscan: 16,
    scrollMargin,
    useFlushSync: false,
    onChange: (instance) => {
      if ((instance.range?.endIndex ?? 0) >= rows.length - NEAR_END) onEnd?.()
    },
  })
  const onMark = useLatest(keys?.mark)
  const items = virtual.getVirtualItems()
  const before = (items[0]?.start ?? scrollMargin) - scrollMargin
  const after = virtual.getTotalSize() - ((items.at(-1)?.end ?? scrollMargin) - scrollMargin)
  return (
    <div ref={top}>
      <Table label="Hosts table">
        <thead>
          <tr>
            {keys && <MarkAll keys={keys} loaded={hosts.length} />}
            {table.getFlatHeaders().map(({ id, column }) => (
              <HeadCell
                key={id}
                id={id}
                title={String(column.columnDef.header)}
                sort={sort}
                onSort={onSort}
              />
            ))}
          </tr>
        </thead>
        <tbody>
          {before > 0 && <tr aria-hidden style={{ height: before }} />}
          {items.map(({ index }) => {
            const row = rows[index]
            return (
              row && (
                <HostRow
                  key={row.id}
                  row={row}
                  isMarked={keys === undefined ? null : isMarked(keys.selection, row.original.name)}
                  isCurrent={keys?.current === row.original.name}
                  onMark={onMark}
                />
              )
            )
          })}
          {after > 0 && <tr aria-hidden style={{ height: after }} />}
        </tbody>
      </Table>
    </div>
  )
}
