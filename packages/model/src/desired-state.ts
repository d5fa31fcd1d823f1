import type { GoSettings } from './go-settings.js'

/** How a group's hosts carry a change out, and what they keep. What is left out is up to the agent. */
export interface HostPolicy {
  /** Releases kept on a host's disk, the active one and the rollback target among them: 2 to 20. */
  readonly keep?: number | undefined
  /** How long a switch waits for running builds, in seconds, at most: 0 to 86,400. Emergency rollbacks do not wait. */
  readonly drainSeconds?: number | undefined
  /** What becomes of drift of version, link, settings or bytes: it is told, or told and put right by the host itself. Left out: told. */
  readonly drift?: 'report' | 'correct' | undefined
  /** The agent's own version, such as `0.2.0`; left out: whichever is there. Never part of what is proved. */
  readonly agent?: string | undefined
}

/** What a group's hosts should have: one release and its settings. */
export interface DesiredState {
  /** A release name such as `go1.22.12`, never a language line. */
  readonly release: string
  readonly settings: GoSettings
  readonly policy?: HostPolicy | undefined
}

/** JSON with sorted keys and no white space: the form that digests and signatures are made over. */
export function canonicalJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`
  if (typeof value === 'object' && value !== null) {
    const fields = Object.entries(value)
      .filter(([, field]) => field !== undefined)
      .sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0))
    return `{${fields.map(([key, field]) => `${JSON.stringify(key)}:${canonicalJson(field)}`).join(',')}}`
  }
  return JSON.stringify(value)
}

/**
 * The bytes a revision's SHA-256 digest is taken over. Every agent takes it anew from what it understood of an assignment, and an
 * older one must come to the same: so it holds what the first agents know, and `drift`, which came later, is vouched for by the
 * assignment's signature alone.
 */
export function canonicalDesiredState(state: DesiredState): string {
  const { keep, drainSeconds, agent } = state.policy ?? {}
  // A policy that says nothing is none: it must not change a digest.
  const saysSomething = [keep, drainSeconds, agent].some((value) => value !== undefined)
  return canonicalJson({
    format: 1,
    release: state.release,
    settings: state.settings,
    policy: saysSomething ? { keep, drainSeconds, agent } : undefined,
  })
}

/** Do both ask for the same of a host? To report drift is what a policy that does not speak of it means. */
export function isSameDesired(a: DesiredState, b: DesiredState): boolean {
  const [one, other] = [a, b].map(({ policy }) => policy?.drift ?? 'report')
  return canonicalDesiredState(a) === canonicalDesiredState(b) && one === other
}

/** What of a host's Go is proved by digest after a change: the tree, the link and the settings together. */
export interface ProvedState {
  readonly release: string
  readonly treeDigest: string
  readonly settings: GoSettings
}

/** The bytes a host's proof (SHA-256) is taken over. Server and agent compute it on their own and compare. */
export function canonicalProof(state: ProvedState): string {
  return canonicalJson({
    format: 1,
    link: `releases/${state.release}`,
    settings: state.settings,
    tree: state.treeDigest,
  })
}
