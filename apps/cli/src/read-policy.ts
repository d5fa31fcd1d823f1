import type { HostPolicy } from '@goherd/model'
import { hostPolicy } from '@goherd/protocol'
import { usageFailure } from './cli-failure.js'
import { parseDuration } from './duration.js'

/** One part of a policy that is asked for; undefined leaves it to the agent again. */
export type PolicyChange =
  | { readonly part: 'keep'; readonly value: number | undefined }
  | { readonly part: 'drainSeconds'; readonly value: number | undefined }
  | { readonly part: 'drift'; readonly value: HostPolicy['drift'] }
  | { readonly part: 'agent'; readonly value: string | undefined }

const LONGEST_DRAIN_S = 86_400

/** Reads --keep, --drain, --drift and --agent. Throws a usage failure that says what is allowed. */
export function readPolicy(given: {
  readonly keep?: string | undefined
  readonly drain?: string | undefined
  readonly drift?: string | undefined
  readonly agent?: string | undefined
}): PolicyChange[] {
  return [
    ...(given.keep === undefined ? [] : [{ part: 'keep', value: readKeep(given.keep) } as const]),
    ...(given.drain === undefined ? [] : [{ part: 'drainSeconds', value: readDrain(given.drain) } as const]),
    ...(given.drift === undefined ? [] : [{ part: 'drift', value: readDrift(given.drift) } as const]),
    ...(given.agent === undefined ? [] : [{ part: 'agent', value: readAgent(given.agent) } as const]),
  ]
}

/** A policy with these changes, and nothing that is left to the agent. Pure. */
export function changedPolicy(policy: HostPolicy, changes: readonly PolicyChange[]): HostPolicy {
  const next = { ...policy, ...Object.fromEntries(changes.map(({ part, value }) => [part, value])) }
  return Object.fromEntries(Object.entries(next).filter(([, value]) => value !== undefined))
}

function readKeep(text: string): number | undefined {
  if (text === 'default') return undefined
  const keep = Number(text)
  if (Number.isInteger(keep) && keep >= 2 && keep <= 20) return keep
  throw usageFailure(`--keep ${text} is not possible`, 'Give a number from 2 to 20, or "default".')
}

function readDrain(text: string): number | undefined {
  if (text === 'default') return undefined
  const ms = parseDuration(text)
  if (ms !== undefined && ms % 1000 === 0 && ms / 1000 <= LONGEST_DRAIN_S) return ms / 1000
  throw usageFailure(
    `--drain ${text} is not possible`,
    'Give whole seconds up to 24h, such as 90s, 10m or 0, or "default".',
  )
}

function readDrift(text: string): HostPolicy['drift'] {
  if (text === 'default') return undefined
  const read = hostPolicy.shape.drift.safeParse(text)
  if (read.success) return read.data
  throw usageFailure(
    `--drift ${text} is not possible`,
    'Give "report", "correct" (hosts put drift right by themselves), or "default", which is to report.',
  )
}

function readAgent(text: string): string | undefined {
  if (text === 'default') return undefined
  if (hostPolicy.shape.agent.safeParse(text).success) return text
  throw usageFailure(
    `--agent ${text} is not possible`,
    'Give the version of an agent that the server has bundles of, such as 0.2.0, or "default".',
  )
}
