/** How a part of a file is written. What it may hold is the protocol's to say; this is about keys, and about words for values. */
export type Shape =
  /** As it stands. */
  | { readonly kind: 'plain' }
  /** A text even where YAML reads a number: `1.20` is no 1.2. */
  | { readonly kind: 'text' }
  /** `10m`, kept as seconds. */
  | { readonly kind: 'seconds' }
  /** `7d` or `never`, kept as days. */
  | { readonly kind: 'days' }
  /** `Mon-Fri 09:00-17:00 Europe/Berlin`, or its parts. */
  | { readonly kind: 'window'; readonly parts: Shape }
  | { readonly kind: 'list'; readonly of: Shape }
  /** Names of one's own choice. */
  | { readonly kind: 'named'; readonly of: Shape }
  | { readonly kind: 'map'; readonly keys: Readonly<Record<string, Field>> }

/** A key's value, and what the key is called in the protocol. */
export interface Field {
  readonly to: string
  readonly shape: Shape
}

const PLAIN: Shape = { kind: 'plain' }
const TEXT: Shape = { kind: 'text' }
const SECONDS: Shape = { kind: 'seconds' }
const DAYS: Shape = { kind: 'days' }

function map(own: Readonly<Record<string, Shape>>, renamed: Readonly<Record<string, Field>> = {}): Shape {
  const keys = Object.entries(own).map(([key, shape]) => [key, { to: key, shape }] as const)
  return { kind: 'map', keys: { ...Object.fromEntries(keys), ...renamed } }
}
const list = (of: Shape): Shape => ({ kind: 'list', of })
const named = (of: Shape): Shape => ({ kind: 'named', of })

const STAGE = map(
  {
    ...{ size: PLAIN, concurrency: PLAIN, maxFailed: PLAIN, maxSilent: PLAIN, maxRolledBack: PLAIN },
    ...{ gates: list(PLAIN), approvals: PLAIN, onFailure: PLAIN, rampFrom: PLAIN, soakSeconds: PLAIN },
  },
  { soak: { to: 'soakSeconds', shape: SECONDS }, ramp: { to: 'rampFrom', shape: PLAIN } },
)

const GATE = map(
  {
    ...{ kind: PLAIN, name: TEXT, check: TEXT, query: TEXT, op: PLAIN, limit: PLAIN, endpoint: TEXT },
    ...{ module: map({ path: TEXT, version: TEXT, sum: TEXT }), packages: TEXT, hosts: PLAIN },
    ...{ maxSlowerPercent: PLAIN, maxLargerPercent: PLAIN, timeoutSeconds: PLAIN },
  },
  { timeout: { to: 'timeoutSeconds', shape: SECONDS } },
)

const WINDOW: Shape = {
  kind: 'window',
  parts: map({ timeZone: TEXT, days: list(PLAIN), from: TEXT, to: TEXT }),
}

/** A way to roll out. */
export const POLICY_SHAPE = map(
  {
    ...{ stages: list(STAGE), gates: list(GATE), spreadBy: TEXT, windows: list(WINDOW), startAt: TEXT },
    ...{ domainCap: map({ label: TEXT, hosts: PLAIN }), conflict: PLAIN, silentAfterSeconds: PLAIN },
  },
  { silentAfter: { to: 'silentAfterSeconds', shape: SECONDS } },
)

const HOST_POLICY = map(
  { keep: PLAIN, drift: PLAIN, agent: TEXT, drainSeconds: PLAIN },
  { drain: { to: 'drainSeconds', shape: SECONDS } },
)

const GROUP = map(
  {
    go: TEXT,
    settings: named(TEXT),
    policy: HOST_POLICY,
    rollout: TEXT,
    windows: list(WINDOW),
    drillEveryDays: PLAIN,
  },
  { drill: { to: 'drillEveryDays', shape: DAYS } },
)

/** A whole fleet. */
export const FLEET_SHAPE = map({ version: PLAIN, policies: named(POLICY_SHAPE), groups: named(GROUP) })
