import { z } from 'zod'
import { hostPolicy, name, platform, reason, settings, sha256, timestamp } from '../values.js'
import { windowSpecs } from './windows.js'

/** Hosts: a number, or a part of those it is taken of such as `25%`, rounded down. */
export const amount = z.union([
  z.number().int().nonnegative().max(1_000_000),
  z.string().regex(/^\d{1,3}(\.\d{1,3})?%$/, 'a whole number, or a percentage such as 25%'),
])
export type AmountSpec = z.infer<typeof amount>

const gateName = z.string().regex(/^[a-z0-9][a-z0-9-]{0,39}$/, 'small letters, digits and hyphens')
const seconds = z.number().int().nonnegative().max(2_592_000)

/** How a stage goes. Sizes are cumulative; a budget is exceeded, not met. */
export const stageSpec = z.object({
  size: amount,
  /** At most so many change at a time; null: all at once. */
  concurrency: z.number().int().positive().nullable().default(null),
  /** Starts with so many at a time and doubles; null: no ramp. */
  rampFrom: z.number().int().positive().nullable().default(null),
  soakSeconds: seconds.default(0),
  maxFailed: amount.default(0),
  maxSilent: amount.default(0),
  maxRolledBack: amount.default(0),
  /** Names of the rollout's gates that must pass before the next stage. */
  gates: z.array(gateName).max(10).default([]),
  /** How many different people must approve before the next stage. */
  approvals: z.union([z.literal(0), z.literal(1), z.literal(2)]).default(0),
  onFailure: z.enum(['pause', 'revert-stage', 'revert-all']).default('pause'),
})
export type StageSpec = z.infer<typeof stageSpec>

/** A module at a version, proved by its checksum as in go.sum: what is built is pinned. */
export const pinnedModule = z.object({
  path: z
    .string()
    .regex(/^[a-z0-9][\w.~/-]*$/i)
    .max(200),
  version: z
    .string()
    .regex(/^v\d+\.\d+\.\d+[\w.+-]*$/)
    .max(100),
  sum: z.string().regex(/^h1:[A-Za-z0-9+/]{43}=$/),
})

/** What must answer pass before a stage is left. Could-not-measure is inconclusive, and pauses for a person. */
export const gateSpec = z.discriminatedUnion('kind', [
  /** An executable of that name that the owner of the hosts has put there; run on the stage's hosts under the new Go. */
  z.object({
    kind: z.literal('smoke'),
    name: gateName,
    check: gateName,
    timeoutSeconds: seconds.default(300),
  }),
  /** A query at the Prometheus that the server was started with; every value of the answer must hold. */
  z.object({
    kind: z.literal('prometheus'),
    name: gateName,
    query: z.string().min(1).max(2_000),
    op: z.enum(['<', '<=', '>', '>=']),
    limit: z.number(),
  }),
  /** A registered webhook endpoint is asked, and answers `{ verdict, said }`. */
  z.object({
    kind: z.literal('webhook'),
    name: gateName,
    endpoint: name,
    timeoutSeconds: seconds.default(30),
  }),
  /** The same module built, vetted and tested under the old Go and the new on hosts of the stage, side by side. */
  z.object({
    kind: z.literal('build'),
    name: gateName,
    module: pinnedModule,
    packages: z
      .string()
      .regex(/^\.\/[\w./-]*$/)
      .max(200)
      .default('./...'),
    /** On so many hosts of the stage, drawn so that platforms are covered. */
    hosts: z.number().int().positive().max(50).default(1),
    maxSlowerPercent: z.number().positive().max(1_000).default(50),
    maxLargerPercent: z.number().positive().max(1_000).default(25),
    timeoutSeconds: seconds.default(1_200),
  }),
])
export type GateSpec = z.infer<typeof gateSpec>

/** The state that the groups are to go to: a change of what each has, or a revision there was. */
export const rolloutChange = z.union([
  z.object({ revision: z.number().int().positive() }),
  z.object({
    go: z.string().min(1).max(32).optional(),
    settings: settings.optional(),
    unset: z.array(z.string().max(64)).optional(),
    policy: hostPolicy.optional(),
  }),
])

/** Everything that is decided before a rollout starts. */
export const rolloutSpec = z.object({
  groups: z.array(name).min(1).max(100),
  change: rolloutChange,
  /** The last stage is always everyone: it is added where it is missing. */
  stages: z.array(stageSpec).min(1).max(20),
  gates: z.array(gateSpec).max(10).default([]),
  /** An updating host that is not heard of for so long is silent. */
  silentAfterSeconds: seconds.min(5).default(120),
  /** Spread stages over the values of this label as well as over platforms. */
  spreadBy: z.string().max(63).nullable().default(null),
  domainCap: z
    .object({ label: z.string().max(63), hosts: z.number().int().positive() })
    .nullable()
    .default(null),
  /** Stages may start in any of them, within those of their groups; none means always. */
  windows: windowSpecs.default([]),
  startAt: timestamp.nullable().default(null),
  /** What to do when another rollout is under way in one of the groups. */
  conflict: z.enum(['refuse', 'supersede']).default('refuse'),
})
export type RolloutSpec = z.infer<typeof rolloutSpec>
export type RolloutRequest = z.input<typeof rolloutSpec>

export const startRollout = rolloutSpec.extend({
  reason: reason.min(1, 'say why'),
  /** The hash of the plan that was seen: refused with `plan_stale` when it no longer comes out. */
  hash: sha256.optional(),
})

const endOfGroup = z.object({ revision: z.number().int().nullable(), release: z.string().nullable() })
export const rolloutGroup = z.object({
  group: name,
  hosts: z.number().int(),
  from: endOfGroup,
  /** `revision` is null in a plan that would make a new one. */
  to: endOfGroup.extend({ settings }),
})

/** What a rollout would do. Approvals are bound to `hash`. */
export const rolloutPlan = z.object({
  hash: sha256,
  spec: rolloutSpec,
  groups: z.array(rolloutGroup),
  resolved: z.object({ asked: z.string(), release: z.string() }).nullable(),
  hosts: z.number().int(),
  stages: z.array(
    z.object({
      size: amount,
      hosts: z.number().int(),
      /** The first 50 by name. */
      names: z.array(name),
      platforms: z.record(platform, z.number().int()),
      /** By value of the label that stages are spread over. */
      spread: z.record(z.string(), z.number().int()),
    }),
  ),
  /** Hosts that are in the plan but cannot be reached or changed now, each with the reason. */
  notes: z.array(z.object({ host: name, group: name, says: z.string() })),
  /** Rollouts under way that would touch one of the hosts. */
  conflicts: z.array(z.object({ rollout: z.string(), group: name, says: z.string() })),
  /** Hosts that have not got the bytes, and how many bytes they would download. */
  download: z.object({ hosts: z.number().int(), bytes: z.number() }),
  /** Hosts that keep what they have now on their disk and could go back without a download. */
  canGoBack: z.number().int(),
  /** The sum of soak times: it cannot take less. */
  atLeastSeconds: z.number().int(),
  warnings: z.array(z.string()),
})
export type RolloutPlan = z.infer<typeof rolloutPlan>

export const ROLLOUT_STATES = [
  'scheduled',
  'updating',
  'soaking',
  'gating',
  'approving',
  'between',
  'reverting',
  'finished',
] as const
export const ROLLOUT_OUTCOMES = ['completed', 'reverted', 'kept', 'overridden', 'superseded'] as const
export const ROLLOUT_COMMANDS = ['pause', 'resume', 'promote', 'approve', 'retry', 'abort'] as const
export type RolloutCommandName = (typeof ROLLOUT_COMMANDS)[number]

/** What became of hosts: each is counted once. */
export const PROGRESS = [
  'waiting',
  'updating',
  'done',
  'failed',
  'silent',
  'rolled-back',
  'debt',
  'reverting',
  'reverted',
  'revert-debt',
  'left',
] as const
export const progressName = z.enum(PROGRESS)
export type ProgressName = z.infer<typeof progressName>
export const progressCounts = z.record(progressName, z.number().int())

export const gateView = z.object({
  name: gateName,
  kind: z.enum(['smoke', 'prometheus', 'webhook', 'build']),
  /** null: not asked, or not answered yet. */
  verdict: z.enum(['pass', 'fail', 'inconclusive']).nullable(),
  /** Value against limit, in words. */
  said: z.string(),
  at: timestamp.nullable(),
})

export const stageView = z.object({
  stage: z.number().int(),
  size: amount,
  hosts: z.number().int(),
  state: z.enum(['waiting', 'current', 'done', 'reverted']),
  counts: progressCounts,
  /** What is used of each budget, and its limit in hosts. */
  budgets: z.array(
    z.object({
      name: z.enum(['failed', 'silent', 'rolledBack']),
      used: z.number().int(),
      limit: z.number().int(),
    }),
  ),
  gates: z.array(gateView),
  approvals: z.array(z.object({ by: z.string(), at: timestamp })),
  approvalsNeeded: z.number().int(),
  soakSeconds: z.number().int(),
  soakUntil: timestamp.nullable(),
  onFailure: z.enum(['pause', 'revert-stage', 'revert-all']),
})

export const rolloutView = z.object({
  id: z.string(),
  state: z.enum(ROLLOUT_STATES),
  /** null until it is finished. */
  outcome: z.enum(ROLLOUT_OUTCOMES).nullable(),
  /** One sentence: where it stands and what it waits for. */
  sentence: z.string(),
  /** The current stage, from 0; null before the first. */
  stage: z.number().int().nullable(),
  /** Why nothing new starts, and what ends each reason. */
  pauses: z.array(z.object({ kind: z.string(), says: z.string(), remedy: z.string() })),
  waits: z.array(z.string()),
  /** When time alone takes it on. */
  wakeAt: timestamp.nullable(),
  groups: z.array(rolloutGroup),
  reason: z.string(),
  actor: z.string(),
  createdAt: timestamp,
  finishedAt: timestamp.nullable(),
  hash: sha256,
  spec: rolloutSpec,
  hosts: z.number().int(),
  counts: progressCounts,
  stages: z.array(stageView),
  /** Bad ends grouped, most hosts first: code, one message, and the first 20 names. */
  errors: z.array(
    z.object({ code: z.string(), message: z.string(), hosts: z.number().int(), names: z.array(name) }),
  ),
  /** For each command null when it makes sense now, else why not. Roles are checked besides. */
  commands: z.record(z.enum(ROLLOUT_COMMANDS), z.string().nullable()),
})
export type RolloutView = z.infer<typeof rolloutView>
/** Newest first. */
export const rolloutList = z.object({ rollouts: z.array(rolloutView) })

export const rolloutHost = z.object({
  host: name,
  group: name,
  stage: z.number().int(),
  progress: progressName,
  says: z.string(),
  at: timestamp.nullable(),
  online: z.boolean(),
  actual: z.string().nullable(),
})
export const rolloutHostsQuery = z.object({
  stage: z.coerce.number().int().nonnegative().optional(),
  progress: progressName.optional(),
  offset: z.coerce.number().int().nonnegative().default(0),
  limit: z.coerce.number().int().positive().max(500).default(100),
})
export const rolloutHosts = z.object({ hosts: z.array(rolloutHost), total: z.number().int() })

export const rolloutEvent = z.object({
  id: z.number().int(),
  at: timestamp,
  /** `started`, `stage`, `pause`, `gate`, `command`, `finished` and the like. */
  kind: z.string(),
  says: z.string(),
  /** Who did it; null for the rollout itself. */
  actor: z.string().nullable(),
})
export const rolloutEvents = z.object({ events: z.array(rolloutEvent) })

/** `POST /rollouts/:id/:command`; each takes the fields that apply to it. */
export const rolloutCommand = z.discriminatedUnion('command', [
  z.object({ command: z.literal('pause'), reason: reason.min(1, 'say why') }),
  z.object({ command: z.literal('resume'), reason: reason.default('') }),
  z.object({ command: z.literal('promote'), reason: reason.min(1, 'say why') }),
  z.object({ command: z.literal('approve'), hash: sha256 }),
  z.object({ command: z.literal('retry'), reason: reason.default('') }),
  z.object({
    command: z.literal('abort'),
    hosts: z.enum(['keep', 'revert']),
    reason: reason.min(1, 'say why'),
  }),
])
export type RolloutCommandRequest = z.infer<typeof rolloutCommand>
