import { describePolicyPart, POLICY_PARTS } from '@goherd/model'
import type { RevisionView } from '@goherd/protocol'

/** One thing that two revisions say differently; null where one of them does not say it. */
export interface RevisionChange {
  readonly what: 'release' | 'setting' | 'policy'
  /** Of the setting, or the part of the policy; empty for the release. */
  readonly name: string
  readonly from: string | null
  readonly to: string | null
}

type State = Pick<RevisionView, 'release' | 'settings' | 'policy'>

/** What changes from one revision to another: the release first, then settings by name, then the policy. Pure. */
export function diffRevisions(from: State, to: State): RevisionChange[] {
  const release: RevisionChange[] =
    from.release === to.release ? [] : [{ what: 'release', name: '', from: from.release, to: to.release }]
  const names = [...new Set([...Object.keys(from.settings), ...Object.keys(to.settings)])].sort()
  const settings = names.flatMap((name): RevisionChange[] => {
    const [before, after] = [from.settings[name] ?? null, to.settings[name] ?? null]
    return before === after ? [] : [{ what: 'setting', name, from: before, to: after }]
  })
  const policy = POLICY_PARTS.flatMap((name): RevisionChange[] => {
    const [before, after] = [describePolicyPart(name, from.policy), describePolicyPart(name, to.policy)]
    return before === after ? [] : [{ what: 'policy', name, from: before, to: after }]
  })
  return [...release, ...settings, ...policy]
}
