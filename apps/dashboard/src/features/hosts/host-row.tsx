import type { HostView } from '@goherd/protocol'
import { FlexRender, type Row } from '@tanstack/react-table'
import { clsx } from 'clsx'
import { memo } from 'react'
import { Td } from '../../ui/table'
import { COLUMN_CLASSES, type features } from './host-columns'
import { MarkRow } from './mark-boxes'
import { type RowKeys, rowId } from './use-row-keys'

interface HostRowProps {
  readonly row: Row<typeof features, HostView>
  /** null where rows can't be marked. */
  readonly isMarked: boolean | null
  readonly isCurrent: boolean
  readonly onMark: RowKeys['mark']
}

/** One host of the table. Scrolling draws only the rows that come: those that are there stay as they are until their host changes. */
export const HostRow = memo(
  function HostRow({ row, isMarked, isCurrent, onMark }: HostRowProps) {
    const { name } = row.original
    return (
      <tr
        id={rowId(name)}
        aria-current={isCurrent || undefined}
        className={clsx('hover:bg-inset/50 aria-[current]:bg-inset', isMarked && 'bg-accent-soft')}
      >
        {isMarked !== null && <MarkRow name={name} isMarked={isMarked} onMark={onMark} />}
        {row.getAllCells().map((cell) => (
          <Td key={cell.id} className={clsx('whitespace-nowrap', COLUMN_CLASSES[cell.column.id])}>
            <FlexRender cell={cell} />
          </Td>
        ))}
      </tr>
    )
  },
  (before, after) =>
    before.row.original === after.row.original &&
    before.isMarked === after.isMarked &&
    before.isCurrent === after.isCurrent,
)
