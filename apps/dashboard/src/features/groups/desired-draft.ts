import type { DesiredState, GoSettings, HostPolicy, NamedRelease } from '@goherd/model'
import { type PolicyDraft, policyError, type TypedPart, toPolicyDraft } from './policy-draft'
import { rowError, type SettingRow, toRows } from './settings-draft'
import { versionNote } from './version-note'

/** What a group shall have, as it is typed: in the form, or as YAML. */
export interface DesiredDraft {
  readonly go: string
  readonly rows: readonly SettingRow[]
  readonly policy: PolicyDraft
}

/** The same, with why. */
export interface Draft extends DesiredDraft {
  readonly reason: string
}

/** Something in a draft that cannot be. */
export interface Mistake {
  /** `go`, or `settings.` and the name, or `policy.` and the part. */
  readonly path: string
  /** What is wrong and what to do about it. */
  readonly message: string
}

/** What a group has, to be edited. */
export function draftOf(desired: DesiredState | null): Draft {
  const { release = '', settings = {}, policy = {} } = desired ?? {}
  return { go: release, rows: toRows(settings), policy: toPolicyDraft(policy), reason: '' }
}

const PARTS: Readonly<Record<TypedPart, keyof HostPolicy>> = {
  keep: 'keep',
  drain: 'drainSeconds',
  agent: 'agent',
}
const TYPED_PARTS = ['keep', 'drain', 'agent'] as const

function goMistakes(go: string, catalogue: readonly NamedRelease[]): Mistake[] {
  const note = versionNote(go, catalogue)
  if (note.kind === 'ok') return []
  const message = note.kind === 'wrong' ? note.note : 'say which Go: 1.22, or go1.22.12'
  return [{ path: 'go', message }]
}

/** Everything in a draft that cannot be, measured against what the group has and against the releases that there are. */
export function mistakesOf(
  { go, rows, policy }: DesiredDraft,
  { current, catalogue }: { readonly current: GoSettings; readonly catalogue: readonly NamedRelease[] },
): Mistake[] {
  const found = [
    ...rows.map((row) => ({ path: `settings.${row.name}`, message: rowError(row, current) })),
    ...TYPED_PARTS.map((part) => ({ path: `policy.${PARTS[part]}`, message: policyError(part, policy) })),
  ]
  return [
    ...goMistakes(go, catalogue),
    ...found.flatMap(({ path, message }) => (message === undefined ? [] : [{ path, message }])),
  ]
}

/** What was edited, on top of what someone else made of the same state since: what was not touched here is theirs. */
export function onTopOf(draft: Draft, base: DesiredState | null, newest: DesiredState | null): Draft {
  const [was, now] = [draftOf(base), draftOf(newest)]
  const pick = (mine: string, before: string, theirs: string) => (mine === before ? theirs : mine)
  return {
    go: pick(draft.go, was.go, now.go),
    rows: mergedRows(draft.rows, was.rows, now.rows),
    policy: {
      keep: pick(draft.policy.keep, was.policy.keep, now.policy.keep),
      drain: pick(draft.policy.drain, was.policy.drain, now.policy.drain),
      drift: pick(draft.policy.drift, was.policy.drift, now.policy.drift),
      agent: pick(draft.policy.agent, was.policy.agent, now.policy.agent),
    },
    reason: draft.reason,
  }
}

type Rows = readonly SettingRow[]

function mergedRows(mine: Rows, before: Rows, theirs: Rows): SettingRow[] {
  const valueIn = (rows: Rows, name: string) => rows.find((row) => row.name === name)?.value
  const names = [...new Set([...theirs, ...mine].map(({ name }) => name))].sort()
  return names.flatMap((name) => {
    const typed = valueIn(mine, name)
    const value = typed === valueIn(before, name) ? valueIn(theirs, name) : typed
    return value === undefined ? [] : [{ name, value }]
  })
}
