'use client'

import { useState } from 'react'
import { Button } from '../../ui/button'
import { SelectField, TextField } from '../../ui/field'
import { type ActivityFilters, actionChoices, OUTCOMES } from './audit-filters'
import { useAuditFacets } from './audit-queries'
import type { SetActivityFilters } from './use-activity-filters'

function Choice({
  label,
  value,
  words,
  onChoose,
}: {
  label: string
  value: string | null
  words: readonly string[]
  onChoose: (word: string | null) => void
}) {
  // What the address asks for is shown also when it does not occur.
  const all = value === null || words.includes(value) ? words : [value, ...words]
  return (
    <SelectField
      label={label}
      className="min-w-36 flex-1"
      value={value ?? ''}
      onChange={(event) => onChoose(event.target.value === '' ? null : event.target.value)}
    >
      <option value="">Any</option>
      {all.map((word) => (
        <option key={word}>{word}</option>
      ))}
    </SelectField>
  )
}

/** Who, what, how it went, when, and words; all of it is kept in the address. */
export function ActivityFilterBar({ filters, set }: { filters: ActivityFilters; set: SetActivityFilters }) {
  const facets = useAuditFacets().data
  const [cleared, setCleared] = useState(0)
  const isFiltered = Object.values(filters).some((value) => value !== null && value !== '')
  const clear = () => {
    void set(null)
    setCleared(cleared + 1)
  }
  const typed = (name: 'q' | 'target' | 'from' | 'to') => ({
    defaultValue: filters[name] ?? '',
    onChange: (event: { target: { value: string } }) => void set({ [name]: event.target.value || null }),
  })
  return (
    <search key={cleared} aria-label="Filter the activity" className="flex flex-wrap items-end gap-2">
      <TextField
        label="Search"
        type="search"
        className="min-w-44 flex-[2]"
        placeholder="words of what, why, who"
        {...typed('q')}
      />
      <Choice
        label="Actor"
        value={filters.actor}
        words={facets?.actors ?? []}
        onChoose={(actor) => void set({ actor })}
      />
      <Choice
        label="Action"
        value={filters.action}
        words={actionChoices(facets?.actions ?? [])}
        onChoose={(action) => void set({ action })}
      />
      <SelectField
        label="Outcome"
        className="min-w-28"
        value={filters.outcome ?? ''}
        onChange={({ target: { value } }) =>
          void set({ outcome: OUTCOMES.find((outcome) => outcome === value) ?? null })
        }
      >
        <option value="">Any</option>
        {OUTCOMES.map((outcome) => (
          <option key={outcome}>{outcome}</option>
        ))}
      </SelectField>
      <TextField
        label="Target"
        type="search"
        className="min-w-40 flex-1"
        placeholder="group:build or host:ci-1"
        {...typed('target')}
      />
      <TextField label="From (UTC)" type="date" className="min-w-36" {...typed('from')} />
      <TextField label="To (UTC)" type="date" className="min-w-36" {...typed('to')} />
      {isFiltered && (
        <Button look="ghost" onClick={clear}>
          Clear filters
        </Button>
      )}
    </search>
  )
}
