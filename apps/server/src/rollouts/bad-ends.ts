import {
  describeProgress,
  type HostFacts,
  type HostProgress,
  nextProgress,
  type RolloutState,
} from '@goherd/rollout-engine'

/** A host that ended badly in this step, even when the same step already sends it back. */
export interface BadEnd {
  readonly host: string
  /** Of its error; `silent` for one that vanished. */
  readonly code: string
  readonly message: string
  readonly says: string
}

/** Bad ends of one code, most hosts first. */
export interface ErrorGroup {
  readonly code: string
  readonly message: string
  readonly hosts: number
  /** Some of them. */
  readonly names: readonly string[]
}

/** Names that are kept of each group. */
const MOST_NAMES = 20

/** Finds the hosts that have just ended badly. */
export function badEnds(
  before: RolloutState,
  facts: ReadonlyMap<string, HostFacts>,
  o: { readonly now: number; readonly silentAfterMs: number },
): BadEnd[] {
  return Object.entries(before.hosts).flatMap(([id, was]) => {
    const known = facts.get(id)
    const is = nextProgress(was, known, o)
    const bad = is.kind === was.kind ? undefined : errorOf(is)
    return bad === undefined ? [] : [{ host: known?.name ?? id, says: describeProgress(is), ...bad }]
  })
}

function errorOf(progress: HostProgress): Pick<BadEnd, 'code' | 'message'> | undefined {
  switch (progress.kind) {
    case 'failed':
    case 'rolled-back':
      return { code: progress.code, message: progress.message }
    case 'silent':
      return { code: 'silent', message: 'vanished in the middle of the change' }
    default:
      return undefined
  }
}

/** The groups with what happened since: a revert takes hosts out of the list of those that ended badly, and not out of these. */
export function addErrors(groups: readonly ErrorGroup[], ends: readonly BadEnd[]): ErrorGroup[] {
  const byCode = new Map(groups.map((group) => [group.code, group]))
  for (const { code, message, host } of ends) {
    const group = byCode.get(code) ?? { code, message, hosts: 0, names: [] }
    if (group.names.includes(host)) continue
    const names = group.names.length < MOST_NAMES ? [...group.names, host] : group.names
    byCode.set(code, { ...group, hosts: group.hosts + 1, names })
  }
  return [...byCode.values()].sort((a, b) => b.hosts - a.hosts)
}
