/** How one command of a build ended. `exitCode` null: it did not end by itself. */
export interface TriedCommand {
  readonly exitCode: number | null
  /** Milliseconds. */
  readonly ms: number
  readonly output: string
}

/** The same module under one release. */
export interface TriedBuild {
  readonly release: string
  readonly build: TriedCommand
  readonly vet: TriedCommand
  readonly test: TriedCommand
  /** Of all executables together; 0 when there are none. */
  readonly binaryBytes: number
}

/** What is too much, in percent of the old one. */
export interface BuildLimits {
  readonly maxSlowerPercent: number
  readonly maxLargerPercent: number
}

export const VERDICTS = ['fail', 'inconclusive', 'pass'] as const
/** Worst first. */
export type Verdict = (typeof VERDICTS)[number]

export interface Judgement {
  readonly verdict: Verdict
  /** The numbers, old against new, and what decided. */
  readonly said: string
}

const STEPS = ['build', 'vet', 'test'] as const
type Step = (typeof STEPS)[number]

/** Times that differ by less say nothing on a machine that does other things as well. */
export const NOISE_MS = 2_000

/**
 * Compares a build under the old Go with one under the new. What fails under the old one already says nothing of the new; what did
 * not end could not be measured. A time counts only beyond the noise.
 */
export function judgeBuild(old: TriedBuild, fresh: TriedBuild, limits: BuildLimits): Judgement {
  const numbers = describeNumbers(old, fresh)
  const judged = (verdict: Verdict, why: string): Judgement => ({ verdict, said: `${why}: ${numbers}` })
  for (const step of STEPS) {
    const [before, after] = [old[step].exitCode, fresh[step].exitCode]
    if (before === null || (before !== 0 && after !== 0)) {
      return judged(
        'inconclusive',
        `${step} ${before === null ? 'did not end' : 'fails'} under ${old.release} already`,
      )
    }
    // It may fail for reasons of its own under the old one; under the new one it is well.
    if (before !== 0) return judged('inconclusive', `${step} fails under ${old.release} only`)
    if (after === null) return judged('inconclusive', `${step} did not end under ${fresh.release}`)
    if (after !== 0)
      return judged('fail', `${step} fails under ${fresh.release} only${lastLine(fresh[step])}`)
  }
  const slow = (['build', 'test'] as const).find((step) => isSlower(old[step], fresh[step], limits))
  if (slow) return judged('fail', `${slow} is more than ${limits.maxSlowerPercent} % slower`)
  if (growth(old.binaryBytes, fresh.binaryBytes) > limits.maxLargerPercent) {
    return judged('fail', `binaries are more than ${limits.maxLargerPercent} % larger`)
  }
  return judged('pass', 'as good as before')
}

/** The worst of several: one fail fails, and one that could not tell leaves open what the others say. None at all cannot tell. */
export function combine(judgements: readonly (Judgement & { readonly of: string })[]): Judgement {
  if (judgements.length === 0) return { verdict: 'inconclusive', said: 'nobody was there to try it' }
  const verdict = VERDICTS.find((one) => judgements.some((j) => j.verdict === one)) ?? 'inconclusive'
  const decisive = judgements.filter((j) => j.verdict === verdict)
  const [first] = decisive
  const others = decisive.length > 1 ? ` (and ${decisive.length - 1} more)` : ''
  const of = verdict === 'pass' ? '' : `, of ${judgements.length} hosts`
  return { verdict, said: `${first?.of}: ${first?.said}${others}${others === '' ? '' : of}` }
}

function isSlower(old: TriedCommand, fresh: TriedCommand, { maxSlowerPercent }: BuildLimits): boolean {
  return fresh.ms - old.ms > NOISE_MS && growth(old.ms, fresh.ms) > maxSlowerPercent
}

/** By how many percent; 0 where there was nothing before. */
function growth(before: number, after: number): number {
  return before === 0 ? 0 : ((after - before) / before) * 100
}

function describeNumbers(old: TriedBuild, fresh: TriedBuild): string {
  const steps = STEPS.map((step) => `${step} ${describeStep(step, old, fresh)}`)
  const binaries =
    old.binaryBytes === 0 && fresh.binaryBytes === 0
      ? []
      : [
          `binaries ${mb(old.binaryBytes)} → ${mb(fresh.binaryBytes)}${percent(old.binaryBytes, fresh.binaryBytes)}`,
        ]
  return [...steps, ...binaries].join(', ')
}

function describeStep(step: Step, old: TriedBuild, fresh: TriedBuild): string {
  const [before, after] = [old[step], fresh[step]]
  if (before.exitCode !== 0 || after.exitCode !== 0) return `${ended(before)} → ${ended(after)}`
  return `${seconds(before.ms)} → ${seconds(after.ms)}${percent(before.ms, after.ms)}`
}

function ended({ exitCode }: TriedCommand): string {
  if (exitCode === null) return 'not ended'
  return exitCode === 0 ? 'ok' : `exit ${exitCode}`
}

const seconds = (ms: number) => `${(ms / 1000).toFixed(1)} s`
const mb = (bytes: number) => `${(bytes / 1e6).toFixed(1)} MB`

function percent(before: number, after: number): string {
  if (before === 0) return ''
  const by = Math.round(growth(before, after))
  return ` (${by > 0 ? '+' : by < 0 ? '−' : '±'}${Math.abs(by)} %)`
}

/** What go said last, which is most often what went wrong. */
function lastLine({ output }: TriedCommand): string {
  const lines = output.split('\n').map((line) => line.trim())
  const telling = lines.filter((line) => line !== '' && !/^(FAIL|ok|exit status)\b/.test(line)).at(-1)
  return telling === undefined ? '' : ` ("${telling.slice(0, 160)}")`
}
