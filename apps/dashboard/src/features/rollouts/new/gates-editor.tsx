'use client'

import { X } from 'lucide-react'
import { Button } from '../../../ui/button'
import { SelectField, TextField } from '../../../ui/field'
import { COMPARISONS, GATE_FORMS, GATE_KINDS, type GateDraft, type GateField, newGate } from './gate-draft'
import type { Mistakes } from './how-draft'

interface GateRowProps {
  readonly index: number
  readonly gate: GateDraft
  readonly mistakes: Mistakes
  readonly onGate: (gate: GateDraft) => void
  readonly onRemove: () => void
}

function Field({
  field,
  gate,
  error,
  onGate,
}: Pick<GateRowProps, 'gate' | 'onGate'> & { field: GateField; error: string | undefined }) {
  const value = gate.fields[field.name] ?? ''
  const set = (next: string) => onGate({ ...gate, fields: { ...gate.fields, [field.name]: next } })
  if (field.type === 'comparison') {
    return (
      <SelectField label={field.label} value={value} onChange={(event) => set(event.target.value)}>
        {COMPARISONS.map((comparison) => (
          <option key={comparison}>{comparison}</option>
        ))}
      </SelectField>
    )
  }
  const isLong = ['query', 'module.path', 'module.sum'].includes(field.name)
  return (
    <TextField
      label={field.label}
      mono={field.type === 'text'}
      className={isLong ? 'col-span-2' : ''}
      value={value}
      placeholder={field.hint}
      error={error}
      onChange={(event) => set(event.target.value)}
    />
  )
}

function GateRow({ index, gate, mistakes, onGate, onRemove }: GateRowProps) {
  const { word, lead, fields } = GATE_FORMS[gate.kind]
  return (
    <fieldset className="grid gap-3 px-4 py-3">
      <legend className="sr-only">Gate {gate.name}</legend>
      <div className="flex items-start gap-2">
        <p className="min-w-0 flex-1">
          <span className="font-semibold">{word}</span> <span className="text-ink-2 text-xs">{lead}</span>
        </p>
        <button
          type="button"
          aria-label={`Remove gate ${gate.name}`}
          onClick={onRemove}
          className="rounded-md p-1.5 text-ink-3 hover:bg-inset hover:text-ink"
        >
          <X aria-hidden className="size-4" />
        </button>
      </div>
      <div className="grid grid-cols-2 gap-3 lg:grid-cols-6">
        <TextField
          label="Name"
          value={gate.name}
          error={mistakes[`gates.${index}.name`]}
          onChange={(event) => onGate({ ...gate, name: event.target.value })}
        />
        {fields.map((field) => (
          <Field
            key={field.name}
            field={field}
            gate={gate}
            error={mistakes[`gates.${index}.${field.name}`]}
            onGate={onGate}
          />
        ))}
      </div>
    </fieldset>
  )
}

interface GatesEditorProps {
  readonly gates: readonly GateDraft[]
  readonly mistakes: Mistakes
  readonly onAdd: (gate: GateDraft) => void
  /** `renamed` is the name a gate had before, and has now; null when it is gone. */
  readonly onChange: (
    gates: readonly GateDraft[],
    renamed?: readonly [from: string, to: string | null],
  ) => void
}

/** What has to answer pass before a stage is left. */
export function GatesEditor({ gates, mistakes, onAdd, onChange }: GatesEditorProps) {
  return (
    <div>
      {gates.length > 0 && (
        <div className="divide-y divide-line border-line border-b">
          {gates.map((gate, index) => (
            <GateRow
              // biome-ignore lint/suspicious/noArrayIndexKey: its name is being edited, its place stays
              key={index}
              index={index}
              gate={gate}
              mistakes={mistakes}
              onGate={(next) =>
                onChange(
                  gates.map((other, place) => (place === index ? next : other)),
                  next.name === gate.name ? undefined : [gate.name, next.name],
                )
              }
              onRemove={() =>
                onChange(
                  gates.filter((_, place) => place !== index),
                  [gate.name, null],
                )
              }
            />
          ))}
        </div>
      )}
      <div className="flex flex-wrap items-center gap-2 px-4 py-3">
        {GATE_KINDS.map((kind) => (
          <Button
            key={kind}
            size="small"
            onClick={() =>
              onAdd(
                newGate(
                  kind,
                  gates.map(({ name }) => name),
                ),
              )
            }
          >
            Add {GATE_FORMS[kind].word.toLowerCase().replace('prometheus', 'Prometheus')}
          </Button>
        ))}
      </div>
    </div>
  )
}
