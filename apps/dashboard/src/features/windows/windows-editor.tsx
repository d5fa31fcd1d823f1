'use client'

import { WEEKDAYS } from '@goherd/model'
import { clsx } from 'clsx'
import { Plus, X } from 'lucide-react'
import { useEffect, useState } from 'react'
import { Button } from '../../ui/button'
import { TextField } from '../../ui/field'
import type { WindowDraft } from './check-windows'

interface WindowsEditorProps {
  readonly windows: readonly WindowDraft[]
  /** What is wrong, by the place: `windows.0.from`. */
  readonly mistakes: Readonly<Record<string, string>>
  readonly onChange: (windows: readonly WindowDraft[]) => void
}

function Days({ days, onChange }: { days: readonly number[]; onChange: (days: readonly number[]) => void }) {
  const toggle = (day: number) =>
    onChange(
      days.includes(day) ? days.filter((other) => other !== day) : [...days, day].sort((a, b) => a - b),
    )
  return (
    <fieldset className="grid content-start gap-1">
      <legend className="mb-1 font-medium text-xs">Days</legend>
      <div className="flex flex-wrap gap-1">
        {WEEKDAYS.map((word, index) => (
          <button
            key={word}
            type="button"
            aria-pressed={days.includes(index + 1)}
            onClick={() => toggle(index + 1)}
            className={clsx(
              'h-8 rounded-md border px-2 text-xs',
              days.includes(index + 1)
                ? 'border-ink-3 bg-inset font-medium text-ink'
                : 'border-line bg-panel text-ink-2',
            )}
          >
            {word}
          </button>
        ))}
      </div>
    </fieldset>
  )
}

const ZONES = 'time-zones'

/** When stages may start. None at all means always. */
export function WindowsEditor({ windows, mistakes, onChange }: WindowsEditorProps) {
  // The server may know other zones than the browser: its page has none, and the browser fills them in.
  const [zones, setZones] = useState<readonly string[]>([])
  useEffect(() => setZones(Intl.supportedValuesOf('timeZone')), [])
  const here = Intl.DateTimeFormat().resolvedOptions().timeZone
  const change = (index: number, part: Partial<WindowDraft>) =>
    onChange(windows.map((window, place) => (place === index ? { ...window, ...part } : window)))
  return (
    <div className="grid gap-3">
      {windows.map((window, index) => (
        <fieldset
          // biome-ignore lint/suspicious/noArrayIndexKey: a window has no name
          key={index}
          className="flex flex-wrap items-start gap-3 border-line border-b pb-3"
        >
          <legend className="sr-only">Window {index + 1}</legend>
          <Days days={window.days} onChange={(days) => change(index, { days })} />
          <TextField
            label="From"
            className="w-24"
            value={window.from}
            error={mistakes[`windows.${index}.from`]}
            onChange={(event) => change(index, { from: event.target.value })}
          />
          <TextField
            label="To"
            className="w-24"
            value={window.to}
            error={mistakes[`windows.${index}.to`]}
            onChange={(event) => change(index, { to: event.target.value })}
          />
          <TextField
            label="Time zone"
            className="w-48"
            list={ZONES}
            value={window.timeZone}
            error={mistakes[`windows.${index}.days`] ?? mistakes[`windows.${index}.timeZone`]}
            onChange={(event) => change(index, { timeZone: event.target.value })}
          />
          <button
            type="button"
            aria-label={`Remove window ${index + 1}`}
            onClick={() => onChange(windows.filter((_, place) => place !== index))}
            className="mt-5.5 rounded-md p-1.5 text-ink-3 hover:bg-inset hover:text-ink"
          >
            <X aria-hidden className="size-4" />
          </button>
        </fieldset>
      ))}
      <datalist id={ZONES}>
        {zones.map((zone) => (
          <option key={zone} value={zone} />
        ))}
      </datalist>
      <div className="flex flex-wrap items-center gap-3">
        <Button
          size="small"
          onClick={() =>
            onChange([...windows, { timeZone: here, days: [1, 2, 3, 4, 5], from: '22:00', to: '04:00' }])
          }
        >
          <Plus aria-hidden className="size-3.5" />
          Add window
        </Button>
        <span className="text-ink-3 text-xs">
          {windows.length === 0
            ? 'None: stages start at any time.'
            : 'An end before its start means the day after. A rollback never waits for one.'}
        </span>
      </div>
    </div>
  )
}
