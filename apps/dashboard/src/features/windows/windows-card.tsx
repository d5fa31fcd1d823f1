'use client'

import type { GroupView } from '@goherd/protocol'
import { type FormEvent, useState } from 'react'
import { Button } from '../../ui/button'
import { FailureNotice } from '../../ui/failure-notice'
import { Panel } from '../../ui/panel'
import { useRefusal } from '../access/use-me'
import { useSetWindows } from '../groups/group-queries'
import { checkWindows, type WindowDraft } from './check-windows'
import { describeWindow } from './describe-window'
import { WindowsEditor } from './windows-editor'

const sameAs = (a: readonly WindowDraft[], b: readonly WindowDraft[]) =>
  a.length === b.length && a.every((window, at) => isSame(window, b[at]))

function isSame(a: WindowDraft, b: WindowDraft | undefined): boolean {
  return b !== undefined && describeWindow(a) === describeWindow(b)
}

function Editing({ group, onDone }: { group: GroupView; onDone: () => void }) {
  const [windows, setWindows] = useState<readonly WindowDraft[]>(group.windows)
  const refusal = useRefusal('group.windows', { group })
  const save = useSetWindows(group.name)
  const mistakes = checkWindows(windows)
  const blocked =
    refusal ??
    (Object.keys(mistakes).length > 0
      ? 'mend the windows first'
      : sameAs(windows, group.windows)
        ? 'nothing to change yet'
        : undefined)
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (blocked === undefined) save.mutate(windows, { onSuccess: onDone })
  }
  return (
    <form noValidate onSubmit={submit} className="grid gap-4">
      {save.isError && <FailureNotice error={save.error} />}
      <WindowsEditor windows={windows} mistakes={mistakes} onChange={setWindows} />
      <div className="flex flex-wrap gap-2">
        <Button type="submit" look="primary" refusal={blocked} busy={save.isPending}>
          Save windows
        </Button>
        <Button look="ghost" onClick={onDone}>
          Discard
        </Button>
      </div>
    </form>
  )
}

/** When stages of rollouts may start in a group. */
export function WindowsCard({ group }: { group: GroupView }) {
  const [isEditing, setEditing] = useState(false)
  const refusal = useRefusal('group.windows', { group })
  return (
    <Panel
      title="Windows"
      note="when stages of rollouts may start"
      actions={
        !isEditing && (
          <Button size="small" refusal={refusal} onClick={() => setEditing(true)}>
            Change windows
          </Button>
        )
      }
    >
      {isEditing ? (
        <Editing group={group} onDone={() => setEditing(false)} />
      ) : group.windows.length === 0 ? (
        <p className="text-ink-2">At any time. A rollout may bring windows of its own.</p>
      ) : (
        <div className="grid gap-1.5">
          <ul className="grid gap-1">
            {group.windows.map((window) => (
              <li key={describeWindow(window)} className="font-medium">
                {describeWindow(window)}
              </li>
            ))}
          </ul>
          <p className="text-ink-3 text-xs">
            Stages wait for them, and for those of their rollout. A change at once and a rollback do not.
          </p>
        </div>
      )}
    </Panel>
  )
}
