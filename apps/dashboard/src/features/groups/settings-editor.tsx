'use client'

import { Plus, X } from 'lucide-react'
import { useState } from 'react'
import { Button } from '../../ui/button'
import { Select } from '../../ui/select'
import { rowError, type SettingRow, unusedNames } from './settings-draft'

interface SettingsEditorProps {
  readonly rows: readonly SettingRow[]
  readonly current: Readonly<Record<string, string>>
  readonly onChange: (rows: readonly SettingRow[]) => void
}

const CONTROL = 'h-8 rounded-md border border-line-strong bg-panel px-2.5 font-mono text-xs'

function Row({
  row,
  error,
  onValue,
  onRemove,
}: {
  row: SettingRow
  error: string | undefined
  onValue: (value: string) => void
  onRemove: () => void
}) {
  return (
    <li className="grid grid-cols-[1fr_auto] items-center gap-x-2 gap-y-1 sm:grid-cols-[9rem_1fr_auto]">
      <span className="col-span-2 font-medium font-mono text-xs sm:col-span-1">{row.name}</span>
      <input
        aria-label={`Value of ${row.name}`}
        aria-invalid={error !== undefined || undefined}
        value={row.value}
        autoComplete="off"
        spellCheck={false}
        onChange={(event) => onValue(event.target.value)}
        className={`${CONTROL} min-w-0 aria-invalid:border-bad-fill`}
      />
      <button
        type="button"
        aria-label={`Remove ${row.name}`}
        onClick={onRemove}
        className="rounded-md p-1.5 text-ink-3 hover:bg-inset hover:text-ink"
      >
        <X aria-hidden className="size-4" />
      </button>
      {error !== undefined && (
        <p role="alert" className="col-span-full text-bad text-xs sm:col-start-2">
          {error}
        </p>
      )}
    </li>
  )
}

/** Go settings as names and values. Only what Goherd manages can be chosen. */
export function SettingsEditor({ rows, current, onChange }: SettingsEditorProps) {
  const unused = unusedNames(rows)
  const [picked, setPicked] = useState('')
  const name = unused.includes(picked) ? picked : (unused[0] ?? '')
  return (
    <fieldset className="grid min-w-0 gap-2">
      <legend className="mb-1 font-medium text-xs">Go settings</legend>
      <ul className="grid gap-2">
        {rows.map((row) => (
          <Row
            key={row.name}
            row={row}
            error={rowError(row, current)}
            onValue={(value) =>
              onChange(rows.map((other) => (other.name === row.name ? { ...other, value } : other)))
            }
            onRemove={() => onChange(rows.filter((other) => other.name !== row.name))}
          />
        ))}
      </ul>
      {unused.length > 0 && (
        <div className="flex gap-2">
          <Select
            aria-label="New setting"
            value={name}
            onChange={(event) => setPicked(event.target.value)}
            className="w-44"
          >
            {unused.map((setting) => (
              <option key={setting}>{setting}</option>
            ))}
          </Select>
          <Button onClick={() => onChange([...rows, { name, value: '' }])}>
            <Plus aria-hidden className="size-4" />
            Add setting
          </Button>
        </div>
      )}
    </fieldset>
  )
}
