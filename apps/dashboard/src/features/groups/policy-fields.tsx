'use client'

import { SelectField, TextField } from '../../ui/field'
import { type PolicyDraft, policyError, policyHint, TOOLCHAINS, type TypedPart } from './policy-draft'
import type { SettingRow } from './settings-draft'

const NAME = 'GOTOOLCHAIN'

/** GOTOOLCHAIN as a choice between what it means. It is a setting like the others, and stands among them too. */
export function ToolchainField({
  rows,
  onChange,
}: {
  rows: readonly SettingRow[]
  onChange: (rows: readonly SettingRow[]) => void
}) {
  const value = rows.find(({ name }) => name === NAME)?.value ?? ''
  const known = TOOLCHAINS.find((choice) => choice.value === value)
  const choose = (next: string) => {
    const others = rows.filter(({ name }) => name !== NAME)
    onChange(next === '' ? others : [...others, { name: NAME, value: next }])
  }
  return (
    <SelectField
      label="When a build asks for a newer Go"
      value={value}
      onChange={(event) => choose(event.target.value)}
      hint={known?.note ?? `GOTOOLCHAIN=${value}, as it is written in the settings below.`}
    >
      {TOOLCHAINS.map((choice) => (
        <option key={choice.value} value={choice.value}>
          {choice.word}
        </option>
      ))}
      {known === undefined && <option value={value}>{value}</option>}
    </SelectField>
  )
}

/** How the group's hosts carry a change out, and what they keep. */
export function PolicyFields({
  draft,
  onChange,
}: {
  draft: PolicyDraft
  onChange: (draft: PolicyDraft) => void
}) {
  const field = (part: TypedPart, label: string, placeholder: string) => (
    <TextField
      label={label}
      inputMode={part === 'agent' ? 'text' : 'numeric'}
      placeholder={placeholder}
      value={draft[part]}
      onChange={(event) => onChange({ ...draft, [part]: event.target.value.trim() })}
      hint={policyHint(part, draft)}
      error={policyError(part, draft)}
    />
  )
  return (
    <div className="grid gap-4 sm:grid-cols-2">
      {field('keep', 'Releases kept on a host', 'by the agent')}
      {field('drain', 'Wait for running builds, seconds', '0')}
      <SelectField
        label="Drift"
        value={draft.drift}
        onChange={(event) => onChange({ ...draft, drift: event.target.value })}
        hint={
          draft.drift === 'correct'
            ? 'Each host puts version, link, settings and bytes right by itself, at once, and less often when it comes back.'
            : 'Hosts report it, and wait for a person.'
        }
      >
        <option value="">By the agent: reported</option>
        <option value="report">Report it</option>
        <option value="correct">Put it right</option>
      </SelectField>
      {field('agent', 'Agent version', 'as it is')}
    </div>
  )
}
