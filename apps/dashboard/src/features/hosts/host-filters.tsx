'use client'

import { HOST_STATES, type HostState } from '@goherd/model'
import { clsx } from 'clsx'
import { Search } from 'lucide-react'
import { formatCount } from '../../ui/quantities'
import { Select } from '../../ui/select'
import { STATE_LOOKS } from '../../ui/state-badge'
import { useFleetStatus } from '../fleet/fleet-queries'
import { useGroups } from '../groups/group-queries'
import type { HostFilters } from './use-host-filters'

function StateChips({
  state,
  setState,
}: {
  state: HostState | null
  setState: (state: HostState | null) => void
}) {
  const hosts = useFleetStatus().data?.hosts
  const counts: Readonly<Record<HostState, number | undefined>> = {
    'in-sync': hosts?.inSync,
    updating: hosts?.updating,
    drifted: hosts?.drifted,
    failed: hosts?.failed,
    offline: hosts?.offline,
    unmanaged: hosts?.unmanaged,
  }
  const chip = (value: HostState | null, word: string, amount: number | undefined, dot?: string) => (
    <button
      key={word}
      type="button"
      aria-pressed={state === value}
      onClick={() => setState(value)}
      className={clsx(
        'inline-flex h-8 items-center gap-1.5 whitespace-nowrap rounded-md border px-2.5',
        state === value
          ? 'border-ink-3 bg-inset font-medium text-ink'
          : 'border-line bg-panel text-ink-2 hover:border-line-strong',
      )}
    >
      {dot !== undefined && <span aria-hidden className={clsx('size-2 rounded-full', dot)} />}
      {word}
      {amount !== undefined && <span className="text-ink-3">{formatCount(amount)}</span>}
    </button>
  )
  return (
    <fieldset className="flex flex-wrap gap-1.5">
      <legend className="sr-only">State</legend>
      {chip(null, 'All', hosts?.total)}
      {HOST_STATES.map((value) =>
        chip(value, STATE_LOOKS[value].word, counts[value], STATE_LOOKS[value].fill),
      )}
    </fieldset>
  )
}

/** Search, group and state, all kept in the address. */
export function HostFilterBar({ filters, set }: HostFilters) {
  const groups = useGroups().data?.groups ?? []
  return (
    <search className="flex flex-wrap items-center gap-2">
      <div className="relative min-w-44 flex-1 sm:max-w-72">
        <Search aria-hidden className="pointer-events-none absolute top-2 left-2.5 size-4 text-ink-3" />
        <input
          type="search"
          aria-label="Search hosts"
          placeholder="Search by name"
          defaultValue={filters.q}
          onChange={(event) => set({ q: event.target.value === '' ? null : event.target.value })}
          className="h-8 w-full rounded-md border border-line-strong bg-panel pr-8 pl-8 placeholder:text-ink-3"
        />
        <kbd
          aria-hidden
          className="pointer-events-none absolute top-1.5 right-2 rounded border border-line px-1.5 font-mono text-[0.6875rem] text-ink-3"
        >
          /
        </kbd>
      </div>
      <Select
        aria-label="Group"
        value={filters.group ?? ''}
        onChange={(event) => set({ group: event.target.value === '' ? null : event.target.value })}
        className="w-44"
      >
        <option value="">All groups</option>
        {groups.map(({ name }) => (
          <option key={name} value={name}>
            {name}
          </option>
        ))}
      </Select>
      <StateChips state={filters.state} setState={(state) => set({ state })} />
    </search>
  )
}
