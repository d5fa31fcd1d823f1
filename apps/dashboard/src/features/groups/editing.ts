import type { DesiredState } from '@goherd/model'
import type { GroupView } from '@goherd/protocol'
import { type Draft, draftOf, onTopOf } from './desired-draft'
import type { YamlReading } from './yaml-reading'

/** YAML as it is typed, and what came of reading it. */
export interface TypedYaml {
  readonly text: string
  readonly reading: YamlReading
}

/** A change that is being written. Only saving or discarding it ends it: whatever the server refuses, it stays as it was typed. */
export interface Editing {
  readonly draft: Draft
  /** What the group was when the first key was pressed. */
  readonly base: { readonly revision: number | null; readonly desired: DesiredState | null }
  /** The text behind the draft while that was written as YAML; null when the form wrote last. */
  readonly yaml: TypedYaml | null
}

type Group = Pick<GroupView, 'revision' | 'desired'>

function begin({ revision, desired }: Group): Editing {
  return { draft: draftOf(desired), base: { revision, desired }, yaml: null }
}

/** After something was typed into the form. */
export function edited(editing: Editing | null, group: Group, change: Partial<Draft>): Editing {
  const { draft, base, yaml } = editing ?? begin(group)
  // A reason is no part of the YAML, and does not make it old.
  const isReason = Object.keys(change).every((name) => name === 'reason')
  return { draft: { ...draft, ...change }, base, yaml: isReason ? yaml : null }
}

/** After something was typed as YAML. While that cannot be read, the draft is the one before it. */
export function typedYaml(editing: Editing | null, group: Group, yaml: TypedYaml): Editing {
  const { draft, base } = editing ?? begin(group)
  return { draft: yaml.reading.kind === 'read' ? { ...draft, ...yaml.reading.desired } : draft, base, yaml }
}

/** The same edits on top of what the group is now. Nothing changes while it is what it was. */
export function onNewest(editing: Editing, group: Group): Editing {
  const { draft, base } = editing
  if (base.revision === group.revision) return editing
  const { revision, desired } = group
  return { draft: onTopOf(draft, base.desired, desired), base: { revision, desired }, yaml: null }
}

/** Why the YAML has to be put right first; undefined when it can be read. */
export function unreadable(editing: Editing | null): string | undefined {
  const reading = editing?.yaml?.reading
  if (reading?.kind !== 'wrong') return undefined
  return `correct line ${reading.mistakes[0]?.line ?? 1} of the YAML first`
}
