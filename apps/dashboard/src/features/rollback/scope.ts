import type { RollbackPlan } from '@goherd/protocol'

type Scope = RollbackPlan['scope']
type Target = RollbackPlan['target']

/** A scope as it stands in the address: `fleet` or `group:build`. */
export function parseScope(text: string): Scope {
  const group = /^group:(.+)$/.exec(text)?.[1]
  return group === undefined ? { kind: 'fleet' } : { kind: 'group', group }
}

/** A target as it stands in the address: `last-good` or a revision's number. */
export function parseTarget(text: string): Target {
  const revision = Number(text)
  return Number.isSafeInteger(revision) && revision > 0 ? revision : 'last-good'
}

/** A scope in words. */
export function describeScope(scope: Scope): string {
  return scope.kind === 'fleet' ? 'the whole fleet' : `group ${scope.group}`
}

/** A target in words. */
export function describeTarget(target: Target): string {
  return target === 'last-good' ? 'the last good revision' : `revision ${target}`
}
