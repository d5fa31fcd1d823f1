import { type RolloutSpec, rolloutPolicySpec, type StageSpec } from '@goherd/protocol'
import type { WindowDraft } from '../../windows/check-windows'
import { parseDuration, writeDuration } from './duration'
import { type GateDraft, toGateDraft, toRawGate } from './gate-draft'

/** How a rollout goes: a rollout without its groups and its change. */
export type RolloutPolicy = Omit<RolloutSpec, 'groups' | 'change'>

/** A stage as it is typed. An empty text is "no limit" where there may be none. */
export interface StageDraft {
  readonly size: string
  readonly concurrency: string
  readonly rampFrom: string
  readonly soak: string
  readonly maxFailed: string
  readonly maxSilent: string
  readonly maxRolledBack: string
  readonly approvals: string
  readonly onFailure: StageSpec['onFailure']
  readonly gates: readonly string[]
}

/** Everything of the "how", as it is typed. `startAt` is a moment in UTC as the browser's field writes it. */
export interface HowDraft {
  readonly stages: readonly StageDraft[]
  readonly gates: readonly GateDraft[]
  readonly windows: readonly WindowDraft[]
  readonly silentAfter: string
  readonly spreadBy: string
  readonly capLabel: string
  readonly capHosts: string
  readonly startAt: string
  readonly conflict: RolloutSpec['conflict']
}

/** What is wrong, by the place in the request: `stages.0.size`. */
export type Mistakes = Readonly<Record<string, string>>

const amount = (text: string) => (/^\d+$/.test(text.trim()) ? Number(text) : text.trim())
const optional = (text: string) => (text.trim() === '' ? null : amount(text))
const seconds = (text: string) => parseDuration(text) ?? text

function toRawStage(stage: StageDraft) {
  return {
    size: amount(stage.size),
    concurrency: optional(stage.concurrency),
    rampFrom: optional(stage.rampFrom),
    soakSeconds: seconds(stage.soak),
    maxFailed: amount(stage.maxFailed),
    maxSilent: amount(stage.maxSilent),
    maxRolledBack: amount(stage.maxRolledBack),
    gates: stage.gates,
    approvals: amount(stage.approvals),
    onFailure: stage.onFailure,
  }
}

function toRaw(how: HowDraft) {
  return {
    stages: how.stages.map(toRawStage),
    gates: how.gates.map(toRawGate),
    windows: how.windows,
    silentAfterSeconds: seconds(how.silentAfter),
    spreadBy: how.spreadBy.trim() === '' ? null : how.spreadBy.trim(),
    domainCap:
      how.capLabel.trim() === '' ? null : { label: how.capLabel.trim(), hosts: optional(how.capHosts) },
    startAt: how.startAt === '' ? null : `${how.startAt.slice(0, 16)}:00.000Z`,
    conflict: how.conflict,
  }
}

const AMOUNT = 'Write a number of hosts or a percentage, such as 2 or 10%.'
const DURATION = 'Write a time such as 10m, 1h30m or 0.'

/** What is said of a field that does not fit; others get the protocol's own words. */
const MESSAGES: Readonly<Record<string, string>> = {
  size: AMOUNT,
  maxFailed: AMOUNT,
  maxSilent: AMOUNT,
  maxRolledBack: AMOUNT,
  concurrency: 'Write a whole number above 0, or leave it empty.',
  rampFrom: 'Write a whole number above 0, or leave it empty.',
  soakSeconds: DURATION,
  timeoutSeconds: DURATION,
  silentAfterSeconds: 'Write a time of at least 5s, such as 2m.',
  hosts: 'Write a whole number above 0.',
  limit: 'Write a number.',
  maxSlowerPercent: 'Write a percentage above 0.',
  maxLargerPercent: 'Write a percentage above 0.',
  name: 'Use small letters, digits and hyphens.',
  check: 'Use small letters, digits and hyphens.',
  path: 'Write the path of a module, such as example.com/tool.',
  version: 'Write an exact version, such as v1.4.0.',
  sum: 'Copy the h1: line of the module from go.sum.',
  days: 'Choose at least one day.',
  from: 'Write a time of day, such as 22:00.',
  to: 'Write a time of day, such as 04:00.',
  startAt: 'Choose a date and a time.',
}

/** The policy that a draft stands for, or what is wrong with it. */
export function toPolicy(
  how: HowDraft,
):
  | { readonly kind: 'ok'; readonly policy: RolloutPolicy }
  | { readonly kind: 'wrong'; readonly mistakes: Mistakes } {
  const parsed = rolloutPolicySpec.safeParse(toRaw(how))
  if (parsed.success) return { kind: 'ok', policy: parsed.data }
  const mistakes = parsed.error.issues.map(({ path, message }) => {
    const named = path.findLast((part) => typeof part === 'string')
    return [path.join('.'), MESSAGES[String(named)] ?? message] as const
  })
  return { kind: 'wrong', mistakes: Object.fromEntries(mistakes) }
}

function toStageDraft(stage: StageSpec): StageDraft {
  return {
    size: String(stage.size),
    concurrency: stage.concurrency?.toString() ?? '',
    rampFrom: stage.rampFrom?.toString() ?? '',
    soak: writeDuration(stage.soakSeconds),
    maxFailed: String(stage.maxFailed),
    maxSilent: String(stage.maxSilent),
    maxRolledBack: String(stage.maxRolledBack),
    approvals: String(stage.approvals),
    onFailure: stage.onFailure,
    gates: stage.gates,
  }
}

/** A policy as people type it. */
export function toHowDraft(policy: RolloutPolicy): HowDraft {
  return {
    stages: policy.stages.map(toStageDraft),
    gates: policy.gates.map(toGateDraft),
    windows: policy.windows,
    silentAfter: writeDuration(policy.silentAfterSeconds),
    spreadBy: policy.spreadBy ?? '',
    capLabel: policy.domainCap?.label ?? '',
    capHosts: policy.domainCap?.hosts.toString() ?? '',
    startAt: policy.startAt?.slice(0, 16) ?? '',
    conflict: policy.conflict,
  }
}

/** Reads a policy from the address; null for anything else. */
export function readPolicy(value: unknown): RolloutPolicy | null {
  const parsed = rolloutPolicySpec.safeParse(value)
  return parsed.success ? parsed.data : null
}
