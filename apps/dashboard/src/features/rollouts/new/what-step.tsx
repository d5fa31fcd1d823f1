'use client'

import { describePolicyPart, POLICY_PARTS } from '@goherd/model'
import { X } from 'lucide-react'
import { Button } from '../../../ui/button'
import { SelectField, TextField } from '../../../ui/field'
import { Panel } from '../../../ui/panel'
import { useGroupHistory, useGroups } from '../../groups/group-queries'
import { SettingsEditor } from '../../groups/settings-editor'
import { versionNote } from '../../groups/version-note'
import { useReleases } from '../../releases/release-queries'
import type { StepProps } from './step-props'
import { UnsetEditor } from './unset-editor'

function ReleaseField({ target, setTarget }: StepProps) {
  const catalogue = (useReleases().data?.releases ?? []).map(({ release, stable, recall }) => ({
    name: release,
    stable,
    recall,
  }))
  const note = versionNote(target.go, catalogue)
  const recall = note.kind === 'ok' ? catalogue.find(({ name }) => name === note.release)?.recall : undefined
  const error =
    note.kind === 'wrong' ? note.note : recall ? `${recall.release} is recalled: ${recall.reason}` : undefined
  return (
    <>
      <TextField
        label="Go version"
        mono
        className="max-w-md"
        placeholder="1.23 or go1.23.5"
        value={target.go}
        list="releases-to-roll-out"
        onChange={(event) => setTarget({ go: event.target.value })}
        hint={
          note.kind === 'ok'
            ? note.note
            : 'A language line such as 1.23 takes its newest patch. Empty: only settings change.'
        }
        error={error}
      />
      <datalist id="releases-to-roll-out">
        {catalogue.map(({ name }) => (
          <option key={name} value={name} />
        ))}
      </datalist>
    </>
  )
}

function RevisionFields({ target, setTarget, groups, setGroups }: StepProps) {
  const managed = (useGroups().data?.groups ?? []).filter((group) => group.managed)
  const of = groups[0]
  const history = useGroupHistory(of).data?.revisions ?? []
  const earlier = history.filter(({ current }) => !current).toSorted((a, b) => b.revision - a.revision)
  return (
    <div className="grid max-w-xl gap-4 sm:grid-cols-2">
      <SelectField
        label="Of group"
        value={of ?? ''}
        onChange={(event) => {
          setGroups(event.target.value === '' ? [] : [event.target.value])
          setTarget({ revision: null })
        }}
      >
        <option value="">Choose a group</option>
        {managed.map(({ name }) => (
          <option key={name}>{name}</option>
        ))}
      </SelectField>
      <SelectField
        label="Revision"
        value={target.revision ?? ''}
        disabled={of === undefined}
        hint={of !== undefined && earlier.length === 0 ? 'This group has no earlier revision.' : undefined}
        onChange={(event) =>
          setTarget({ revision: event.target.value === '' ? null : Number(event.target.value) })
        }
      >
        <option value="">Choose a revision</option>
        {earlier.map(({ revision, release, goodAt }) => (
          <option key={revision} value={revision}>
            {`Revision ${revision} · ${release}${goodAt === null ? '' : ' · proved'}`}
          </option>
        ))}
      </SelectField>
    </div>
  )
}

function PolicyNote({ change: { policy }, setChange }: StepProps) {
  if (policy === null) return null
  return (
    <div className="grid gap-1">
      <p className="font-medium text-xs">Policy of the hosts</p>
      <p className="flex flex-wrap items-center gap-2 text-ink-2">
        {POLICY_PARTS.map((part) => describePolicyPart(part, policy)).join('; ')}
        <Button size="small" look="ghost" onClick={() => setChange({ policy: null })}>
          <X aria-hidden className="size-3.5" />
          Leave it as it is
        </Button>
      </p>
    </div>
  )
}

function KindChoice({ target, setTarget }: StepProps) {
  const choice = (kind: typeof target.kind, word: string, note: string) => (
    <label className="flex items-start gap-2.5 rounded-md border border-line px-3 py-2.5 has-checked:border-ink-3 has-checked:bg-inset">
      <input
        type="radio"
        name="target-kind"
        checked={target.kind === kind}
        onChange={() => setTarget({ kind })}
        className="mt-1 accent-accent"
      />
      <span>
        <span className="font-medium">{word}</span> <span className="block text-ink-2 text-xs">{note}</span>
      </span>
    </label>
  )
  return (
    <fieldset className="grid max-w-2xl gap-2 sm:grid-cols-2">
      <legend className="sr-only">What is rolled out</legend>
      {choice('release', 'A release or settings', 'Makes a new revision in each group.')}
      {choice('revision', 'An earlier revision', 'Goes back in stages to what a group had.')}
    </fieldset>
  )
}

/** Step 1: what the groups are to have. */
export function WhatStep(props: StepProps) {
  const { target, change, setChange } = props
  return (
    <Panel title="What is rolled out?">
      <div className="grid gap-5">
        <KindChoice {...props} />
        {target.kind === 'revision' ? (
          <RevisionFields {...props} />
        ) : (
          <>
            <ReleaseField {...props} />
            <div className="grid max-w-2xl gap-5">
              <SettingsEditor rows={change.rows} current={{}} onChange={(rows) => setChange({ rows })} />
              <UnsetEditor change={change} onChange={(unset) => setChange({ unset })} />
              <PolicyNote {...props} />
            </div>
          </>
        )}
      </div>
    </Panel>
  )
}
