import { LayoutGrid, Table2 } from 'lucide-react'
import { useEffect, useState } from 'react'
import { Button } from '../../ui/button'
import { Select } from '../../ui/select'
import { FILLS, type FillBy } from './fills'
import { GROUPINGS, type GroupBy, readGroupBy } from './grouping'
import type { MapAddress } from './use-map-address'

const GROUP_WORDS: Readonly<Record<(typeof GROUPINGS)[number], string>> = {
  none: 'Nothing',
  group: 'Group',
  platform: 'Platform',
  release: 'Go release',
  state: 'State',
}
const FILL_WORDS: Readonly<Record<FillBy, string>> = {
  state: 'State',
  release: 'Go release',
  support: 'Support',
}

/** What a way to group is called: the label's key for labels. */
export function groupWord(by: GroupBy): string {
  const known = GROUPINGS.find((grouping) => grouping === by)
  return known === undefined ? by.slice('label.'.length) : GROUP_WORDS[known]
}

function GroupSelect({ address, labelKeys }: { address: MapAddress; labelKeys: readonly string[] }) {
  // A label that no host has any more is still what is asked for.
  const asked = address.group.startsWith('label.') ? [address.group.slice('label.'.length)] : []
  const labels = [...new Set([...labelKeys, ...asked])]
  return (
    <Select
      aria-label="Group by"
      value={address.group}
      onChange={(event) => void address.set({ group: readGroupBy(event.target.value) })}
      className="w-36"
    >
      {GROUPINGS.map((by) => (
        <option key={by} value={by}>
          {GROUP_WORDS[by]}
        </option>
      ))}
      {labels.length > 0 && (
        <optgroup label="Labels">
          {labels.map((key) => (
            <option key={key} value={`label.${key}`}>
              {key}
            </option>
          ))}
        </optgroup>
      )}
    </Select>
  )
}

/** Keeps what is typed at once, and the address a moment later; follows the address when it changes otherwise. */
function QueryField({ address }: { address: MapAddress }) {
  const [typed, setTyped] = useState(address.q)
  useEffect(() => setTyped(address.q), [address.q])
  return (
    <input
      type="search"
      aria-label="Narrow the map"
      placeholder="go:<1.24 label.env=prod"
      value={typed}
      onChange={(event) => {
        setTyped(event.target.value)
        void address.set({ q: event.target.value === '' ? null : event.target.value })
      }}
      className="h-8 min-w-32 flex-1 rounded-md border border-line-strong bg-panel px-2.5 font-mono text-xs placeholder:text-ink-3 sm:max-w-72"
    />
  )
}

/** What the map is grouped and coloured by, which hosts it shows, and whether it is a map or a table. */
export function MapControls({ address, labelKeys }: { address: MapAddress; labelKeys: readonly string[] }) {
  const isTable = address.view === 'table'
  return (
    <search aria-label="How the map is shown" className="flex w-full flex-wrap items-center gap-2">
      <QueryField address={address} />
      <span className="flex items-center gap-1.5 text-ink-3 text-xs">
        <span aria-hidden>Group</span>
        <GroupSelect address={address} labelKeys={labelKeys} />
      </span>
      <span className="flex items-center gap-1.5 text-ink-3 text-xs">
        <span aria-hidden>Fill</span>
        <Select
          aria-label="Fill by"
          value={address.fill}
          onChange={(event) =>
            void address.set({ fill: FILLS.find((fill) => fill === event.target.value) ?? null })
          }
          className="w-32"
        >
          {FILLS.map((fill) => (
            <option key={fill} value={fill}>
              {FILL_WORDS[fill]}
            </option>
          ))}
        </Select>
      </span>
      <Button
        aria-pressed={isTable}
        className="ml-auto"
        onClick={() => void address.set({ view: isTable ? null : 'table' })}
      >
        {isTable ? (
          <LayoutGrid aria-hidden className="size-3.5" />
        ) : (
          <Table2 aria-hidden className="size-3.5" />
        )}
        {isTable ? 'As a map' : 'As a table'}
      </Button>
    </search>
  )
}
