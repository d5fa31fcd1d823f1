'use client'

import { ArrowDown, ArrowUp, Plus, X } from 'lucide-react'
import { Button } from '../../../ui/button'
import { SelectField, TextField } from '../../../ui/field'
import { FAILURE_WORDS } from '../failure-words'
import type { Mistakes, StageDraft } from './how-draft'
import { nextStage } from './presets'

interface StagesEditorProps {
  readonly stages: readonly StageDraft[]
  /** Names of the gates that a stage can have. */
  readonly gates: readonly string[]
  readonly mistakes: Mistakes
  readonly onChange: (stages: readonly StageDraft[]) => void
}

/** The fields of a stage that are typed, with their place in the request. */
const FIELDS = [
  { part: 'size', place: 'size', label: 'Size, in all', placeholder: '25%' },
  { part: 'concurrency', place: 'concurrency', label: 'At a time', placeholder: 'all' },
  { part: 'rampFrom', place: 'rampFrom', label: 'Ramp from', placeholder: 'no ramp' },
  { part: 'soak', place: 'soakSeconds', label: 'Soak', placeholder: '10m' },
  { part: 'maxFailed', place: 'maxFailed', label: 'May fail', placeholder: '0' },
  { part: 'maxSilent', place: 'maxSilent', label: 'May vanish', placeholder: '0' },
  { part: 'maxRolledBack', place: 'maxRolledBack', label: 'May go back', placeholder: '0' },
] as const

interface StageRowProps extends StagesEditorProps {
  readonly index: number
  readonly stage: StageDraft
  readonly onStage: (change: Partial<StageDraft>) => void
}

function Gates({ stage, gates, onStage }: Pick<StageRowProps, 'stage' | 'gates' | 'onStage'>) {
  if (gates.length === 0) return null
  const toggle = (name: string) =>
    onStage({
      gates: stage.gates.includes(name) ? stage.gates.filter((one) => one !== name) : [...stage.gates, name],
    })
  return (
    <div className="col-span-full flex flex-wrap items-center gap-x-4 gap-y-1">
      <span className="font-medium text-xs">Gates</span>
      {gates.map((name) => (
        <label key={name} className="inline-flex items-center gap-1.5">
          <input
            type="checkbox"
            className="size-3.5 accent-accent"
            checked={stage.gates.includes(name)}
            onChange={() => toggle(name)}
          />
          {name}
        </label>
      ))}
    </div>
  )
}

function Choices({ stage, onStage }: Pick<StageRowProps, 'stage' | 'onStage'>) {
  return (
    <>
      <SelectField
        label="Approvals"
        value={stage.approvals}
        onChange={(event) => onStage({ approvals: event.target.value })}
      >
        <option value="0">none</option>
        <option value="1">1 person</option>
        <option value="2">2 people</option>
      </SelectField>
      <SelectField
        label="On failure"
        value={stage.onFailure}
        className="col-span-2 lg:col-span-1"
        onChange={({ target: { value } }) => {
          if (value === 'pause' || value === 'revert-stage' || value === 'revert-all')
            onStage({ onFailure: value })
        }}
      >
        {Object.entries(FAILURE_WORDS).map(([value, word]) => (
          <option key={value} value={value}>
            {word}
          </option>
        ))}
      </SelectField>
    </>
  )
}

function StageRow({ index, stage, stages, gates, mistakes, onStage, onChange }: StageRowProps) {
  const moveTo = (other: number) => {
    const next = [...stages]
    const [moved] = next.splice(index, 1)
    if (moved !== undefined) next.splice(other, 0, moved)
    onChange(next)
  }
  const number = index + 1
  const icon = 'rounded-md p-1.5 text-ink-3 hover:bg-inset hover:text-ink disabled:opacity-30'
  return (
    <fieldset className="flex flex-wrap items-start gap-x-3 gap-y-2 px-4 py-3 lg:flex-nowrap">
      <legend className="sr-only">Stage {number}</legend>
      <span aria-hidden className="w-full shrink-0 font-semibold lg:mt-6.5 lg:w-16">
        Stage {number}
      </span>
      <div className="grid w-full min-w-0 flex-1 grid-cols-2 gap-3 sm:grid-cols-3 lg:grid-cols-[repeat(7,minmax(0,1fr))_6.25rem_10.5rem]">
        {FIELDS.map(({ part, place, label, placeholder }) => (
          <TextField
            key={part}
            label={label}
            placeholder={placeholder}
            value={stage[part]}
            error={mistakes[`stages.${index}.${place}`]}
            onChange={(event) => onStage({ [part]: event.target.value })}
          />
        ))}
        <Choices stage={stage} onStage={onStage} />
        <Gates stage={stage} gates={gates} onStage={onStage} />
      </div>
      <div className="ml-auto flex shrink-0 lg:mt-5.5">
        <button
          type="button"
          aria-label={`Move stage ${number} up`}
          className={icon}
          disabled={index === 0}
          onClick={() => moveTo(index - 1)}
        >
          <ArrowUp aria-hidden className="size-4" />
        </button>
        <button
          type="button"
          aria-label={`Move stage ${number} down`}
          className={icon}
          disabled={number === stages.length}
          onClick={() => moveTo(number)}
        >
          <ArrowDown aria-hidden className="size-4" />
        </button>
        <button
          type="button"
          aria-label={`Remove stage ${number}`}
          className={icon}
          disabled={stages.length === 1}
          onClick={() => onChange(stages.filter((_, other) => other !== index))}
        >
          <X aria-hidden className="size-4" />
        </button>
      </div>
    </fieldset>
  )
}

/** The stages, one below the other, each with its size, its limits and what has to agree before the next. */
export function StagesEditor(props: StagesEditorProps) {
  const { stages, onChange } = props
  return (
    <div>
      <div className="divide-y divide-line">
        {stages.map((stage, index) => (
          <StageRow
            // biome-ignore lint/suspicious/noArrayIndexKey: a stage is its place, it has no other name
            key={index}
            {...props}
            index={index}
            stage={stage}
            onStage={(change) =>
              onChange(stages.map((other, place) => (place === index ? { ...other, ...change } : other)))
            }
          />
        ))}
      </div>
      <div className="flex flex-wrap items-center gap-3 border-line border-t px-4 py-3">
        <Button
          size="small"
          refusal={stages.length >= 20 ? 'twenty stages are enough' : undefined}
          onClick={() => onChange([...stages, nextStage(stages)])}
        >
          <Plus aria-hidden className="size-3.5" />
          Add stage
        </Button>
        <p className="min-w-0 flex-1 basis-60 text-ink-3 text-xs">
          Sizes are cumulative: 25% means a quarter of all hosts are through when the stage is. A limit of 0
          halts at the first. The last stage is always everyone.
        </p>
      </div>
    </div>
  )
}
