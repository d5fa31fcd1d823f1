/** How many hosts: a number, or a part of those it is taken of, rounded down. */
export type Amount =
  | { readonly kind: 'count'; readonly hosts: number }
  | { readonly kind: 'percent'; readonly percent: number }

/** How many of a stage's hosts may end badly. A budget is exceeded, not met: with 2, the third halts. */
export interface Budget {
  readonly failed: Amount
  /** Were updating, then vanished. */
  readonly silent: Amount
  /** Switched back by themselves. */
  readonly rolledBack: Amount
}
export const BUDGETS = ['failed', 'silent', 'rolledBack'] as const satisfies readonly (keyof Budget)[]
export type BudgetName = (typeof BUDGETS)[number]

/** What a rollout does when a budget is exceeded or a gate fails. */
export const ON_FAILURE = ['pause', 'revert-stage', 'revert-all'] as const
export type OnFailure = (typeof ON_FAILURE)[number]

/** One step of a rollout. Sizes are cumulative: 25 % means a quarter of all hosts are through when this stage is. */
export interface StagePolicy {
  readonly size: Amount
  /** At most so many of its hosts change at a time; null: all at once. */
  readonly concurrency: number | null
  /** Starts with so many at a time and doubles with those that succeed, up to `concurrency`; null: no ramp. */
  readonly rampFrom: number | null
  readonly soakMs: number
  readonly budget: Budget
  /** Names of the gates that must pass before the next stage. The world answers them. */
  readonly gates: readonly string[]
  /** How many different people must approve before the next stage. */
  readonly approvals: 0 | 1 | 2
  readonly onFailure: OnFailure
}

/** When stages may start: weekdays and minutes of the day in a time zone. An end before its start means the day after. */
export interface Window {
  /** IANA name such as `Europe/Berlin`. */
  readonly timeZone: string
  /** 1 is Monday, 7 is Sunday; the day on which the window opens. */
  readonly days: readonly number[]
  /** Minutes since midnight, 0 to 1,439. */
  readonly from: number
  /** Minutes since midnight, 1 to 1,440. */
  readonly to: number
}

/** Everything that is decided before a rollout starts. Approvals are bound to its hash. */
export interface RolloutPolicy {
  /** The last stage is always everyone: `normalStages` adds it where it is missing. */
  readonly stages: readonly StagePolicy[]
  /** An updating host that is not heard of for so long is silent. */
  readonly silentAfterMs: number
  /** Spread the stages over the values of this label as well as over platforms; null: platforms only. */
  readonly spreadBy: string | null
  /** At most so many hosts with the same value of a label change at a time. */
  readonly domainCap: { readonly label: string; readonly hosts: number } | null
  /** Any of them open is enough; none at all means always. */
  readonly windows: readonly Window[]
  /** Milliseconds since 1970; null: at once. */
  readonly startAt: number | null
}

/** Why a policy cannot be carried out. */
export type PolicyRefusal =
  | { readonly kind: 'no-stages' }
  | { readonly kind: 'bad-amount'; readonly stage: number; readonly field: 'size' | BudgetName }
  | { readonly kind: 'shrinking'; readonly stage: number; readonly hosts: number; readonly before: number }
  | { readonly kind: 'empty-stage'; readonly stage: number }
  | { readonly kind: 'bad-concurrency'; readonly stage: number }
  | { readonly kind: 'bad-duration'; readonly field: 'soak' | 'silentAfter'; readonly stage: number | null }
  | { readonly kind: 'bad-window'; readonly window: number; readonly because: 'days' | 'minutes' | 'zone' }
  | { readonly kind: 'no-hosts' }

/** The number of hosts an amount means among `total`: percentages are rounded down, nothing exceeds the total. */
export function hostsOf(amount: Amount, total: number): number {
  const hosts = amount.kind === 'count' ? amount.hosts : Math.floor((total * amount.percent) / 100)
  return Math.min(total, hosts)
}

const EVERYONE: Amount = { kind: 'percent', percent: 100 }

/** The stages with the implicit last one: everyone left, under the conditions of the stage before it. */
export function normalStages(stages: readonly StagePolicy[]): readonly StagePolicy[] {
  const last = stages.at(-1)
  if (last === undefined || (last.size.kind === 'percent' && last.size.percent === 100)) return stages
  return [...stages, { ...last, size: EVERYONE, approvals: 0 }]
}

/** The first thing that is wrong with a policy over so many hosts; undefined when nothing is. */
export function refusePolicy(policy: RolloutPolicy, total: number): PolicyRefusal | undefined {
  if (total === 0) return { kind: 'no-hosts' }
  if (policy.stages.length === 0) return { kind: 'no-stages' }
  if (!isDuration(policy.silentAfterMs) || policy.silentAfterMs === 0) {
    return { kind: 'bad-duration', field: 'silentAfter', stage: null }
  }
  let before = 0
  const stages = normalStages(policy.stages)
  for (const [stage, one] of stages.entries()) {
    const isLast = stage === stages.length - 1
    const refusal = refuseStage(one, { stage, before, total, isLast })
    if (refusal !== undefined) return refusal
    before = hostsOf(one.size, total)
  }
  return refuseWindows(policy.windows)
}

function refuseStage(
  one: StagePolicy,
  o: { readonly stage: number; readonly before: number; readonly total: number; readonly isLast: boolean },
): PolicyRefusal | undefined {
  const { stage, before, total, isLast } = o
  if (!isAmount(one.size)) return { kind: 'bad-amount', stage, field: 'size' }
  for (const field of BUDGETS) if (!isAmount(one.budget[field])) return { kind: 'bad-amount', stage, field }
  const hosts = hostsOf(one.size, total)
  if (hosts < before) return { kind: 'shrinking', stage, hosts, before }
  // Only the last one may add nobody: in a small fleet the stages before it have everyone.
  if (hosts === before && !isLast) return { kind: 'empty-stage', stage }
  if (!isCountOrNull(one.concurrency) || !isCountOrNull(one.rampFrom))
    return { kind: 'bad-concurrency', stage }
  if (!isDuration(one.soakMs)) return { kind: 'bad-duration', field: 'soak', stage }
  return undefined
}

function isAmount(amount: Amount): boolean {
  const value = amount.kind === 'count' ? amount.hosts : amount.percent
  const most = amount.kind === 'count' ? Number.MAX_SAFE_INTEGER : 100
  return value >= 0 && value <= most && (amount.kind === 'percent' || Number.isInteger(value))
}

function isCountOrNull(value: number | null): boolean {
  return value === null || (Number.isInteger(value) && value > 0)
}

function isDuration(ms: number): boolean {
  return Number.isInteger(ms) && ms >= 0
}

/** Why windows make no sense, as data; undefined when they do. */
export function refuseWindows(windows: readonly Window[]): PolicyRefusal | undefined {
  for (const [window, { days, from, to, timeZone }] of windows.entries()) {
    const isDay = (day: number) => Number.isInteger(day) && day >= 1 && day <= 7
    if (days.length === 0 || !days.every(isDay)) return { kind: 'bad-window', window, because: 'days' }
    const isMinute = (minute: number) => Number.isInteger(minute) && minute >= 0 && minute <= 1_440
    if (!isMinute(from) || !isMinute(to) || from === 1_440 || from === to) {
      return { kind: 'bad-window', window, because: 'minutes' }
    }
    if (!isTimeZone(timeZone)) return { kind: 'bad-window', window, because: 'zone' }
  }
  return undefined
}

function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en-US', { timeZone: name })
    return true
  } catch (cause) {
    if (cause instanceof RangeError) return false
    throw cause
  }
}
