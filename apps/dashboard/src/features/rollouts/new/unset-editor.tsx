'use client'

import { MANAGED_SETTINGS } from '@goherd/model'
import { X } from 'lucide-react'
import { Select } from '../../../ui/select'
import type { ChangeDraft } from './change-draft'

/** Settings that the groups are to lose. */
export function UnsetEditor({
  change,
  onChange,
}: {
  change: ChangeDraft
  onChange: (unset: readonly string[]) => void
}) {
  const taken = [...change.unset, ...change.rows.map(({ name }) => name)]
  const free = MANAGED_SETTINGS.filter((name) => !taken.includes(name))
  return (
    <fieldset className="flex min-w-0 flex-wrap items-center gap-2">
      <legend className="mb-1 font-medium text-xs">Settings to take away</legend>
      {change.unset.map((name) => (
        <span
          key={name}
          className="inline-flex h-8 items-center gap-1 rounded-md border border-line-strong pl-2.5 font-mono text-xs"
        >
          {name}
          <button
            type="button"
            aria-label={`Keep ${name}`}
            onClick={() => onChange(change.unset.filter((other) => other !== name))}
            className="rounded-md p-1.5 text-ink-3 hover:text-ink"
          >
            <X aria-hidden className="size-3.5" />
          </button>
        </span>
      ))}
      <Select
        aria-label="Take a setting away"
        className="w-52"
        value=""
        onChange={(event) => event.target.value !== '' && onChange([...change.unset, event.target.value])}
      >
        <option value="">Take a setting away…</option>
        {free.map((name) => (
          <option key={name}>{name}</option>
        ))}
      </Select>
    </fieldset>
  )
}
