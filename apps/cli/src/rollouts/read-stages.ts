import { type StageSpec, stageSpec } from '@goherd/protocol'
import { usageFailure } from '../cli-failure.js'
import { amountOf, countOf, secondsOf } from './read-amounts.js'

/** The options that say how stages go, as typed. */
export interface StageOptions {
  readonly stages?: string | undefined
  readonly soak?: string | undefined
  readonly concurrency?: string | undefined
  readonly ramp?: string | undefined
  readonly approvals?: string | undefined
  readonly maxFailed?: string | undefined
  readonly maxSilent?: string | undefined
  readonly maxRolledBack?: string | undefined
  readonly onFailure?: string | undefined
  /** How many stages from the first on have the gates; left out: all but the last. */
  readonly gateStages?: string | undefined
}

/** One host, a quarter, everyone. */
const DEFAULT_STAGES = '1,25%,100%'

/** Reads `--stages 1,25%,100%` and what goes with it: one value for all stages, or a list with one for each. */
export function readStages(given: StageOptions, gates: readonly string[]): StageSpec[] {
  const sizes = (given.stages ?? DEFAULT_STAGES).split(',').map((text) => amountOf('--stages', text))
  const each = <T>(option: string, text: string | undefined, read: (option: string, one: string) => T) =>
    spread(option, text, sizes.length).map((one) => (one === undefined ? undefined : read(option, one)))
  const soaks = each('--soak', given.soak, secondsOf)
  const widths = each('--concurrency', given.concurrency, widthOf)
  const ramps = each('--ramp', given.ramp, countOf)
  const approvals = each('--approvals', given.approvals, approvalsOf)
  const failed = each('--max-failed', given.maxFailed, amountOf)
  const silent = each('--max-silent', given.maxSilent, amountOf)
  const back = each('--max-rolled-back', given.maxRolledBack, amountOf)
  const onFailure = each('--on-failure', given.onFailure, onFailureOf)
  const everyone = sizes.at(-1) === '100%'
  const beforeLast = everyone ? Math.max(1, sizes.length - 1) : sizes.length
  const gated = given.gateStages === undefined ? beforeLast : countOf('--gate-stages', given.gateStages)
  const stages = sizes.map((size, n) =>
    stageSpec.parse({
      ...{ size, soakSeconds: soaks[n], concurrency: widths[n], rampFrom: ramps[n], approvals: approvals[n] },
      ...{ maxFailed: failed[n], maxSilent: silent[n], maxRolledBack: back[n], onFailure: onFailure[n] },
      gates: n < gated ? [...gates] : [],
    }),
  )
  return everyone ? stages : [...stages, lastOf(stages, gated > stages.length ? gates : [])]
}

/** Everyone left, under the conditions of the stage before; there is no stage after it to approve. */
function lastOf(stages: readonly StageSpec[], gates: readonly string[]): StageSpec {
  return stageSpec.parse({ ...stages.at(-1), size: '100%', approvals: 0, gates: [...gates] })
}

/** One value goes for all; a list has to have one for each. */
function spread(option: string, text: string | undefined, stages: number): (string | undefined)[] {
  if (text === undefined) return Array.from({ length: stages })
  const parts = text.split(',').map((part) => part.trim())
  if (parts.length === 1) return Array.from({ length: stages }, () => parts[0])
  if (parts.length === stages) return parts
  throw usageFailure(
    `${option} ${text} has ${parts.length} values, and there are ${stages} stages`,
    `Give one value for all stages, such as ${option} ${parts[0]}, or one for each.`,
  )
}

/** null: all at once. */
function widthOf(option: string, text: string): number | null {
  return text === 'all' ? null : countOf(option, text)
}

function approvalsOf(option: string, text: string): StageSpec['approvals'] {
  if (text === '0') return 0
  if (text === '1') return 1
  if (text === '2') return 2
  throw usageFailure(
    `${option} ${text} is not possible`,
    `Give 0, 1 or 2 people, or a list with one for each stage: ${option} 1,0,0.`,
  )
}

function onFailureOf(option: string, text: string): StageSpec['onFailure'] {
  const read = stageSpec.shape.onFailure.safeParse(text)
  if (read.success) return read.data
  throw usageFailure(`${option} ${text} is not possible`, `Give ${option} pause, revert-stage or revert-all.`)
}

/** A quarter of so many hosts is more than the one host of the first stage, or as many. */
const LEAST_FOR_THREE = 4

/**
 * The stages that go by default, for so many hosts: of few hosts a quarter is nobody, and one host is everyone. Conditions stay
 * those of the first and the last stage.
 */
export function fitDefaultStages(stages: readonly StageSpec[], hosts: number): StageSpec[] {
  const [first, last] = [stages[0], stages.at(-1)]
  if (first === undefined || last === undefined || hosts >= LEAST_FOR_THREE) return [...stages]
  return hosts > 1 ? [first, last] : [{ ...first, size: '100%', approvals: 0 }]
}
