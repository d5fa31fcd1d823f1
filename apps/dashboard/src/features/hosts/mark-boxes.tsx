import type { ChangeEvent } from 'react'
import { Td, Th } from '../../ui/table'
import { countMarked } from './selection'
import type { RowKeys } from './use-row-keys'

const BOX = 'block size-4 cursor-pointer accent-accent'
const CELL = 'w-9 pr-0'

function hadShift({ nativeEvent }: ChangeEvent): boolean {
  return nativeEvent instanceof MouseEvent && nativeEvent.shiftKey
}

/** The box of one row. With Shift, every row from the last one marked up to it. */
export function MarkRow({
  name,
  isMarked,
  onMark,
}: {
  name: string
  isMarked: boolean
  onMark: RowKeys['mark']
}) {
  return (
    <Td className={CELL}>
      <input
        type="checkbox"
        aria-label={`Mark ${name}`}
        checked={isMarked}
        onChange={(event) => onMark(name, { stretch: hadShift(event) })}
        className={BOX}
      />
    </Td>
  )
}

/** The box over all rows that are loaded; half, when only some are marked. */
export function MarkAll({ keys, loaded }: { keys: RowKeys; loaded: number }) {
  const amount = countMarked(keys.selection)
  const all = amount >= loaded
  return (
    <Th className={CELL}>
      <input
        type="checkbox"
        aria-label="Mark all rows"
        checked={all}
        ref={(box) => {
          if (box) box.indeterminate = amount > 0 && !all
        }}
        onChange={all ? keys.clear : keys.markLoaded}
        className={BOX}
      />
    </Th>
  )
}
