'use client'

import { HOST_STATES, type HostState } from '@goherd/model'
import type { HostView } from '@goherd/protocol'
import { clsx } from 'clsx'
import { useMemo } from 'react'
import { formatCount } from '../../ui/quantities'
import { Select } from '../../ui/select'
import { STATE_LOOKS } from '../../ui/state-badge'
import { useFleetStatus } from '../fleet/fleet-queries'
import { useGroups } from '../groups/group-queries'
import { usePageShortcuts } from '../palette/page-registry'
import { wholeQuery } from './bulk-queries'
import { QueryBar } from './query-bar'
import { type HostFilters, toHostQuery } from './use-host-filters'
import { ViewsMenu } from './views-menu'
import { vocabularyOf } from './vocabulary'

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

/** The frame listens to it; the help shows it. */
const SHORTCUTS = [{ key: '/', label: 'Search hosts' }] as const

/** Queries that people ask again and again, beside the states. */
const PRESETS = [
  { word: 'Offline over 1 h', q: 'state:offline seen:>1h' },
  { word: 'Builds run another Go', q: 'drift:effective' },
  { word: 'Held', q: 'held:yes' },
  { word: 'Not proved', q: 'proved:no' },
] as const

function Presets({ q, onApply }: { q: string; onApply: (q: string | null) => void }) {
  return (
    <fieldset className="flex flex-wrap gap-x-3 gap-y-1 self-center text-xs">
      <legend className="sr-only">Presets</legend>
      {PRESETS.map((preset) => (
        <button
          key={preset.word}
          type="button"
          aria-pressed={q === preset.q}
          title={preset.q}
          onClick={() => onApply(q === preset.q ? null : preset.q)}
          className="text-ink-2 underline decoration-line-strong underline-offset-4 hover:text-ink aria-pressed:font-medium aria-pressed:text-ink"
        >
          {preset.word}
        </button>
      ))}
    </fieldset>
  )
}

/** Query, group and state, all kept in the address. */
export function HostFilterBar({ filters, set, hosts }: HostFilters & { hosts: readonly HostView[] }) {
  const groups = useGroups().data?.groups ?? []
  const releases = useFleetStatus().data?.releases ?? []
  const words = useMemo(() => vocabularyOf(hosts), [hosts])
  usePageShortcuts(SHORTCUTS)
  return (
    <search className="flex flex-wrap items-start gap-2">
      <QueryBar
        q={filters.q}
        vocabulary={{
          ...words,
          groups: groups.map(({ name }) => name),
          releases: releases.map(({ release }) => release),
        }}
        onApply={(q) => set({ q: q === '' ? null : q })}
      />
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
      <ViewsMenu q={wholeQuery(toHostQuery(filters))} sort={filters.sort} order={filters.order} />
      <StateChips state={filters.state} setState={(state) => set({ state })} />
      <Presets q={filters.q} onApply={(q) => set({ q })} />
    </search>
  )
}
