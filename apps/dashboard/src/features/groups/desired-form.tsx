'use client'

import type { GroupView, SetDesiredResult } from '@goherd/protocol'
import { type FormEvent, useState } from 'react'
import { asSentence } from '../../ui/as-sentence'
import { Button } from '../../ui/button'
import { TextField } from '../../ui/field'
import { Notice } from '../../ui/notice'
import { count } from '../../ui/quantities'
import { useRefusal } from '../access/use-me'
import { useFleetStatus } from '../fleet/fleet-queries'
import { usePageActions } from '../palette/page-registry'
import { useReleases } from '../releases/release-queries'
import { diffDesired } from './diff-desired'
import { type PolicyDraft, policyError, type TypedPart, toPolicy, toPolicyDraft } from './policy-draft'
import { PolicyFields, ToolchainField } from './policy-fields'
import { ReviewDialog } from './review-dialog'
import { rowError, type SettingRow, toRows, toSettings } from './settings-draft'
import { SettingsEditor } from './settings-editor'
import { StagedButton } from './staged-button'
import { versionNote } from './version-note'

interface Draft {
  readonly go: string
  readonly rows: readonly SettingRow[]
  readonly policy: PolicyDraft
  readonly reason: string
}

function draftOf(group: GroupView): Draft {
  const { release = '', settings = {}, policy = {} } = group.desired ?? {}
  return { go: release, rows: toRows(settings), policy: toPolicyDraft(policy), reason: '' }
}

function Saved({ result }: { result: SetDesiredResult }) {
  const title = result.unchanged
    ? `The group already had this: revision ${result.revision}.`
    : `Revision ${result.revision} is assigned to ${count(result.hosts, 'host')}.`
  return (
    <Notice tone="ok" role="status" title={title}>
      {result.resolved && <p>{`${result.resolved.asked} is ${result.resolved.release}.`}</p>}
      {result.warnings.map((warning) => (
        <p key={warning}>{warning}</p>
      ))}
    </Notice>
  )
}

function isWrong({ rows, policy }: Draft, { desired }: GroupView): boolean {
  const isBad = (part: TypedPart) => policyError(part, policy) !== undefined
  return (
    isBad('keep') ||
    isBad('drain') ||
    isBad('agent') ||
    rows.some((row) => rowError(row, desired?.settings ?? {}) !== undefined)
  )
}

function useCatalogue() {
  const { data } = useReleases()
  return (data?.releases ?? []).map(({ release, stable }) => ({ name: release, stable }))
}

/** What a group's hosts should have, to be changed: edit, review the difference, set. */
export function DesiredForm({ group }: { group: GroupView }) {
  const [draft, setDraft] = useState<Draft | null>(null)
  const [reviewing, setReviewing] = useState(false)
  const [saved, setSaved] = useState<SetDesiredResult | null>(null)
  const catalogue = useCatalogue()
  const freeze = useFleetStatus().data?.freeze ?? null
  const refusal = useRefusal('group.set', { frozen: freeze, group })
  // Until something is edited the form follows the group, also when someone else changes it.
  const shown = draft ?? draftOf(group)
  const edit = (change: Partial<Draft>) => setDraft({ ...shown, ...change })
  const note = versionNote(shown.go, catalogue)
  const settings = toSettings(shown.rows)
  const policy = toPolicy(shown.policy)
  const changes =
    note.kind === 'ok' ? diffDesired(group.desired, { release: note.release, settings, policy }) : []
  const wrong = isWrong(shown, group)
  const blocked = refusal ?? (changes.length === 0 || wrong ? 'nothing valid to change yet' : undefined)
  const review = () => {
    setSaved(null)
    setReviewing(blocked === undefined)
  }
  usePageActions([{ id: 'set-desired', label: 'Set desired state', refusal: blocked, run: review }])
  const submit = (event: FormEvent) => {
    event.preventDefault()
    review()
  }
  const done = (result: SetDesiredResult) => {
    setSaved(result)
    setReviewing(false)
    setDraft(null)
  }
  return (
    <form noValidate onSubmit={submit} className="grid gap-4">
      <TextField
        label="Go version"
        mono
        placeholder="1.22 or go1.22.12"
        value={shown.go}
        list="known-releases"
        onChange={(event) => edit({ go: event.target.value })}
        hint={note.kind === 'ok' ? note.note : 'A language line such as 1.22 takes its newest patch.'}
        error={note.kind === 'wrong' ? note.note : undefined}
      />
      <datalist id="known-releases">
        {catalogue.map(({ name }) => (
          <option key={name} value={name} />
        ))}
      </datalist>
      <ToolchainField rows={shown.rows} onChange={(rows) => edit({ rows })} />
      <SettingsEditor
        rows={shown.rows}
        current={group.desired?.settings ?? {}}
        onChange={(rows) => edit({ rows })}
      />
      <PolicyFields draft={shown.policy} onChange={(policy) => edit({ policy })} />
      <TextField
        label="Reason"
        maxLength={500}
        placeholder="Why, for the history"
        value={shown.reason}
        onChange={(event) => edit({ reason: event.target.value })}
      />
      <div className="flex flex-wrap items-center gap-2">
        <Button type="submit" look="primary" refusal={blocked}>
          Review change
        </Button>
        <StagedButton group={group} changes={wrong ? [] : changes} policy={policy} />
        {draft !== null && <Button onClick={() => setDraft(null)}>Discard</Button>}
        {refusal !== undefined && <span className="text-ink-3 text-xs">{asSentence(refusal)}</span>}
      </div>
      {saved && <Saved result={saved} />}
      {reviewing && (
        <ReviewDialog
          group={group}
          changes={changes}
          policy={policy}
          reason={shown.reason}
          onDone={done}
          onClose={() => setReviewing(false)}
        />
      )}
    </form>
  )
}
