'use client'

import type { GroupView, SetDesiredResult } from '@goherd/protocol'
import { type FormEvent, lazy, Suspense, useState } from 'react'
import { asSentence } from '../../ui/as-sentence'
import { Button } from '../../ui/button'
import { TextField } from '../../ui/field'
import { Notice } from '../../ui/notice'
import { count } from '../../ui/quantities'
import { Skeleton } from '../../ui/skeleton'
import { usePageActions } from '../palette/page-registry'
import { DesiredFields } from './desired-fields'
import { ReviewDialog } from './review-dialog'
import { StagedButton } from './staged-button'
import { type DesiredEditing, useDesiredEditing } from './use-desired-editing'
import { useDesiredView, ViewSwitch } from './view-switch'

/** Loaded when it is first opened: who never writes YAML does not fetch a reader of it. */
const YamlEditor = lazy(() => import('./yaml-editor').then((found) => ({ default: found.YamlEditor })))

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

function MovedNotice({ group, of }: { group: GroupView; of: DesiredEditing }) {
  return (
    <Notice
      tone="warn"
      role="status"
      title={`Someone saved revision ${group.revision ?? 'none'} while you were writing.`}
      actions={<Button onClick={() => of.takeNewest()}>Put my edits on top</Button>}
    >
      Your edits are kept, and what you did not touch stays as they made it.
    </Notice>
  )
}

function Editor({ group, of }: { group: GroupView; of: DesiredEditing }) {
  const shown = useDesiredView(of.wrong)
  return (
    <>
      <ViewSwitch {...shown} />
      {of.isMoved && <MovedNotice group={group} of={of} />}
      {shown.view === 'form' ? (
        <DesiredFields of={of} />
      ) : (
        <Suspense fallback={<Skeleton what="the YAML" />}>
          <YamlEditor group={group.name} of={of} />
        </Suspense>
      )}
      <TextField
        label="Reason"
        maxLength={500}
        placeholder="Why, for the history"
        value={of.draft.reason}
        onChange={(event) => of.edit({ reason: event.target.value })}
      />
    </>
  )
}

function Actions({ group, of }: { group: GroupView; of: DesiredEditing }) {
  const { changes, mistakes, wrong, policy, refusal, blocked, editing } = of
  const isWrong = mistakes.length > 0 || wrong !== undefined
  return (
    <div className="flex flex-wrap items-center gap-2">
      <Button type="submit" look="primary" refusal={blocked}>
        Review change
      </Button>
      <StagedButton group={group} changes={isWrong ? [] : changes} policy={policy} />
      {editing !== null && <Button onClick={of.end}>Discard</Button>}
      {refusal !== undefined && <span className="text-ink-3 text-xs">{asSentence(refusal)}</span>}
    </div>
  )
}

/** What a group's hosts should have, to be changed in a form or as YAML: edit, review the difference, set. */
export function DesiredForm({ group }: { group: GroupView }) {
  const [reviewing, setReviewing] = useState(false)
  const [saved, setSaved] = useState<SetDesiredResult | null>(null)
  const of = useDesiredEditing(group)
  const { draft, blocked, changes, policy, base } = of
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
    of.end()
  }
  return (
    <form noValidate onSubmit={submit} className="grid min-w-0 gap-4">
      <Editor group={group} of={of} />
      <Actions group={group} of={of} />
      {saved && <Saved result={saved} />}
      {reviewing && (
        <ReviewDialog
          {...{ group, changes, policy, base, reason: draft.reason }}
          onNewest={of.takeNewest}
          onDone={done}
          onClose={() => setReviewing(false)}
        />
      )}
    </form>
  )
}
