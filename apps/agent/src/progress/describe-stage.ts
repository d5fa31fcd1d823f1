import type { PhaseKind } from '@goherd/model'
import type { Stage } from './stages.js'

const NAMES: Readonly<Record<PhaseKind, string>> = {
  idle: 'rest',
  waiting: 'wait',
  held: 'held by goherd-agent lock',
  downloading: 'download and hash',
  unpacking: 'unpack',
  draining: 'wait for running builds',
  switching: 'switch',
  checking: 'check',
  failed: 'go back',
}

/** Other words for stages, where a verb does something else in them. */
export type StageNames = Partial<Readonly<Record<PhaseKind, string>>>

/** What a stage is called. */
export function nameOf({ kind, release }: Pick<Stage, 'kind' | 'release'>, names: StageNames = {}): string {
  const of = release === undefined || kind === 'downloading' || kind === 'unpacking' ? '' : ` ${release}`
  return `${names[kind] ?? NAMES[kind]}${of}`
}

/** How far a stage with bytes is: `21.4 of 68.9 MB  31 MB/s  2 s left`. `at` in milliseconds. */
export function describeBytes(stage: Stage, at: number): string {
  const { done = 0, total = 0 } = stage
  const rate = rateOf(stage, at)
  const speed = rate === undefined ? '' : `  ${megabytes(rate, 1)} MB/s`
  const left = rate === undefined || done >= total ? '' : `  ${duration(((total - done) / rate) * 1000)} left`
  return `${megabytes(done, 1)} of ${megabytes(total, 1)} MB${speed}${left}`
}

/** A stage that is over, in a few words: `68.9 MB in 1.4 s, 48 MB/s`. */
export function describeEnded(stage: Stage): string {
  const took = duration((stage.endedAt ?? stage.startedAt) - stage.startedAt)
  if (stage.done === undefined) return took
  const rate = rateOf(stage, stage.endedAt ?? stage.startedAt)
  return `${megabytes(stage.done, 1)} MB in ${took}${rate === undefined ? '' : `, ${megabytes(rate, 0)} MB/s`}`
}

/** Bytes a second since the stage began, without those that were there before; undefined as long as it says nothing. */
function rateOf({ done = 0, from, startedAt }: Stage, at: number): number | undefined {
  const seconds = (at - startedAt) / 1000
  const moved = done - from
  return seconds < 0.2 || moved <= 0 ? undefined : moved / seconds
}

/** A bar of so many characters, never full before the end: truncated, not rounded. */
export function bar(done: number, total: number, width: number): string {
  const filled = total <= 0 ? 0 : Math.min(width, Math.floor((done / total) * width))
  return `${'█'.repeat(filled)}${'░'.repeat(width - filled)}`
}

/** `1.4 s`, `2 min 5 s`. */
export function duration(ms: number): string {
  if (ms < 9_950) return `${(ms / 1000).toFixed(1)} s`
  const seconds = Math.round(ms / 1000)
  return seconds < 60 ? `${seconds} s` : `${Math.floor(seconds / 60)} min ${seconds % 60} s`
}

function megabytes(bytes: number, digits: number): string {
  return (bytes / 1_000_000).toFixed(digits)
}
