import type { GoSettings } from './go-settings.js'

/** How a group's hosts carry a change out, and what they keep. What is left out is up to the agent. */
export interface HostPolicy {
  /** Releases kept on a host's disk, the active one and the rollback target among them: 2 to 20. */
  readonly keep?: number | undefined
  /** How long a switch waits for running builds, in seconds, at most: 0 to 86,400. Emergency rollbacks do not wait. */
  readonly drainSeconds?: number | undefined
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

/** The bytes a revision's SHA-256 digest is taken over. */
export function canonicalDesiredState(state: DesiredState): string {
  return canonicalJson({
    format: 1,
    release: state.release,
    settings: state.settings,
    policy: hasPolicy(state.policy) ? state.policy : undefined,
  })
}

/** A policy that says nothing is none: it must not change a digest. */
function hasPolicy(policy: HostPolicy | undefined): boolean {
  return policy !== undefined && Object.values(policy).some((value) => value !== undefined)
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
