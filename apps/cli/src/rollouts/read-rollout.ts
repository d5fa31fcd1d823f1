import { name, type RolloutRequest, type rolloutPolicySpec } from '@goherd/protocol'
import { z } from 'zod'
import { usageFailure } from '../cli-failure.js'
import { readInput } from '../invocation.js'
import type { PolicyChange } from '../read-policy.js'
import { secondsOf } from './read-amounts.js'
import { readChange } from './read-change.js'
import { readGates } from './read-gate.js'
import { readStages } from './read-stages.js'
import { readWindow } from './read-window.js'

/** How a rollout goes, as it is asked for. */
export type HowRequest = z.input<typeof rolloutPolicySpec>

/** A rollout as its options say it. */
export interface ReadRollout {
  readonly spec: RolloutRequest
  /** Nobody said which stages: they are made to fit the number of hosts. */
  readonly hasDefaultStages: boolean
  /** To be made to the policy that the groups have. */
  readonly policy: readonly PolicyChange[]
}

const text = z.string().optional()
const texts = z.array(z.string()).optional()
/** The options that say how; a file says all of it. */
const how = {
  stages: text,
  soak: text,
  concurrency: text,
  ramp: text,
  approvals: text,
  maxFailed: text,
  maxSilent: text,
  maxRolledBack: text,
  onFailure: text,
  gate: texts,
  gateStages: text,
  window: texts,
  silentAfter: text,
  spreadBy: text,
  domainCap: text,
}
const options = z.object({
  ...how,
  group: texts,
  go: text,
  revision: text,
  set: texts,
  unset: texts,
  toolchain: text,
  keep: text,
  drain: text,
  drift: text,
  agent: text,
  startAt: text,
  supersede: z.boolean().default(false),
})
type Options = z.output<typeof options>

/**
 * Reads the options of `goherd rollout plan` and `start`. Throws a usage failure that names the option and shows how it is meant.
 * @param file what `--file` says of how it goes; undefined without it
 */
export function readRollout(given: Readonly<Record<string, unknown>>, file?: HowRequest): ReadRollout {
  const asked = readInput(options, given)
  const { change, policy } = readChange(asked)
  const said = file === undefined ? howOf(asked) : fileAlone(asked, file)
  const startAt = asked.startAt === undefined ? {} : { startAt: timeOf(asked.startAt) }
  const conflict = asked.supersede ? { conflict: 'supersede' as const } : {}
  return {
    spec: { ...said, ...startAt, ...conflict, groups: groupsOf(asked), change },
    hasDefaultStages: file === undefined && asked.stages === undefined,
    policy,
  }
}

function groupsOf({ group = [] }: Options): string[] {
  const unknown = group.find((one) => !name.safeParse(one).success)
  if (group.length > 0 && unknown === undefined) return group
  throw usageFailure(
    unknown === undefined ? 'it is not said which groups' : `--group ${unknown} is no name of a group`,
    'Give their names: --group build --group ci.',
  )
}

function howOf(asked: Options): HowRequest {
  const gates = readGates(asked.gate ?? [])
  const names = gates.map((gate) => gate.name)
  return {
    stages: readStages(asked, names),
    gates,
    windows: (asked.window ?? []).map(readWindow),
    ...(asked.spreadBy === undefined ? {} : { spreadBy: asked.spreadBy }),
    ...(asked.domainCap === undefined ? {} : { domainCap: capOf(asked.domainCap) }),
    ...(asked.silentAfter === undefined ? {} : { silentAfterSeconds: silenceOf(asked.silentAfter) }),
  }
}

/** An option that a file would silently win over is a slip. */
function fileAlone(asked: Options, file: HowRequest): HowRequest {
  const both = Object.entries(asked).find(([key, value]) => Object.hasOwn(how, key) && value !== undefined)
  if (both === undefined) return file
  const option = `--${both[0].replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`
  throw usageFailure(
    `both --file and ${option} say how it goes`,
    `Write it into the file, or leave out --file. --start-at and --supersede go with it.`,
  )
}

function timeOf(given: string): string {
  const at = Date.parse(given)
  // Without a zone it would mean another moment on every machine.
  if (/(z|[+-]\d\d:?\d\d)$/i.test(given) && !Number.isNaN(at)) return new Date(at).toISOString()
  throw usageFailure(
    `--start-at ${given} is no time`,
    'Give a time with its zone, such as --start-at 2026-12-01T22:00Z.',
  )
}

const LEAST_SILENCE_S = 5

function silenceOf(given: string): number {
  const seconds = secondsOf('--silent-after', given)
  if (seconds >= LEAST_SILENCE_S) return seconds
  throw usageFailure(
    `--silent-after ${given} is too short`,
    'Give 5 seconds or more, such as --silent-after 2m.',
  )
}

function capOf(given: string): { label: string; hosts: number } {
  const [, label, hosts] = /^([^=]+)=(\d+)$/.exec(given) ?? []
  if (label !== undefined && Number(hosts) > 0) return { label, hosts: Number(hosts) }
  throw usageFailure(
    `--domain-cap ${given} is not possible`,
    'Give a label and a number of hosts: --domain-cap rack=2.',
  )
}
