'use client'

import type { ObservedState, SnapshotSummary } from '@goherd/model'
import { parseAsString, useQueryStates } from 'nuqs'
import { SelectField } from '../../ui/field'
import { exactTime } from '../../ui/relative-time'
import { Table, Td, Th } from '../../ui/table'
import { type Difference, differences, type Pictured, present } from './snapshot-diff'

/** What the host has at present, in the choices. */
const NOW = 'now'

const sides = { before: parseAsString, after: parseAsString.withDefault(NOW) }

interface SnapshotDiffProps {
  /** The newest first. */
  readonly snapshots: readonly SnapshotSummary[]
  readonly observed: ObservedState
}

/** What differs between a snapshot and the present, or another snapshot; which ones stands in the address. */
export function SnapshotDiff({ snapshots, observed }: SnapshotDiffProps) {
  const [chosen, set] = useQueryStates(sides)
  const find = (id: string | null): Pictured | undefined =>
    id === NOW ? present(observed) : snapshots.find((snapshot) => snapshot.id === id)
  const before = find(chosen.before) ?? snapshots[0]
  const after = find(chosen.after) ?? present(observed)
  if (!before) return null
  const choices = (
    <>
      <option value={NOW}>the present</option>
      {snapshots.map(({ id, release, takenAt }) => (
        <option key={id} value={id}>
          {`${release ?? 'no Go'}, ${exactTime(Date.parse(takenAt))}`}
        </option>
      ))}
    </>
  )
  return (
    <section aria-label="Differences" className="mt-4 grid gap-3 border-line border-t pt-4">
      <div className="grid gap-3 sm:grid-cols-2">
        <SelectField
          label="What differs between"
          value={chosen.before ?? snapshots[0]?.id ?? NOW}
          onChange={(event) => void set({ before: event.target.value })}
        >
          {choices}
        </SelectField>
        <SelectField
          label="and"
          value={chosen.after}
          onChange={(event) => void set({ after: event.target.value })}
        >
          {choices}
        </SelectField>
      </div>
      <Differences found={differences(before, after)} />
    </section>
  )
}

function Differences({ found }: { found: readonly Difference[] }) {
  if (found.length === 0) return <p className="text-ink-2">Nothing: the same Go with the same settings.</p>
  return (
    <Table label="Differences table">
      <thead>
        <tr>
          <Th>What</Th>
          <Th>First</Th>
          <Th>Second</Th>
        </tr>
      </thead>
      <tbody className="font-mono text-xs">
        {found.map(({ name, before, after }) => (
          <tr key={name}>
            <Td className="font-medium">{name}</Td>
            <Td className="break-all text-ink-2">{before ?? 'not set'}</Td>
            <Td className="break-all">{after ?? 'not set'}</Td>
          </tr>
        ))}
      </tbody>
    </Table>
  )
}
