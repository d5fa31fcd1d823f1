import type { GroupView } from '@goherd/protocol'
import { useState } from 'react'
import { useRefusal } from '../access/use-me'
import { useFleetStatus } from '../fleet/fleet-queries'
import { useReleases } from '../releases/release-queries'
import { type Draft, draftOf, mistakesOf } from './desired-draft'
import { diffDesired } from './diff-desired'
import { type Editing, edited, onNewest, type TypedYaml, typedYaml, unreadable } from './editing'
import { toPolicy } from './policy-draft'
import { toSettings } from './settings-draft'
import { versionNote } from './version-note'

function useCatalogue() {
  const { data } = useReleases()
  return (data?.releases ?? []).map(({ release, stable }) => ({ name: release, stable }))
}

/** A change of a group as it is written: what is shown, what it would change, what is wrong with it, and why it cannot be set now. */
export function useDesiredEditing(group: GroupView) {
  const [editing, setEditing] = useState<Editing | null>(null)
  const catalogue = useCatalogue()
  const freeze = useFleetStatus().data?.freeze ?? null
  const refusal = useRefusal('group.set', { frozen: freeze, group })
  // A mask is measured against the state that it was read in.
  const current = (editing?.base.desired ?? group.desired)?.settings ?? {}
  // Until something is edited the page follows the group, also when someone else changes it.
  const draft = editing?.draft ?? draftOf(group.desired)
  // What would be set never takes back what someone else changed meanwhile.
  const { go, rows, policy: parts } = editing === null ? draft : onNewest(editing, group).draft
  const policy = toPolicy(parts)
  const note = versionNote(go, catalogue)
  const changes =
    note.kind === 'ok'
      ? diffDesired(group.desired, { release: note.release, settings: toSettings(rows), policy })
      : []
  const base = editing === null ? group.revision : editing.base.revision
  const mistakes = mistakesOf(draft, { current, catalogue })
  const wrong = unreadable(editing)
  const nothing = changes.length === 0 || mistakes.length > 0 ? 'nothing valid to change yet' : undefined
  return {
    ...{ editing, draft, current, catalogue, changes, policy, mistakes, refusal, wrong },
    base,
    isMoved: base !== group.revision,
    blocked: refusal ?? wrong ?? nothing,
    edit: (change: Partial<Draft>) => setEditing(edited(editing, group, change)),
    typeYaml: (typed: TypedYaml) => setEditing(typedYaml(editing, group, typed)),
    /** Puts what was edited on top of the newest revision; the group as it was just read, when that is newer than this. */
    takeNewest: (newest: GroupView = group) =>
      setEditing(editing === null ? null : onNewest(editing, newest)),
    end: () => setEditing(null),
  }
}

/** What the parts of the page take from it. */
export type DesiredEditing = ReturnType<typeof useDesiredEditing>
