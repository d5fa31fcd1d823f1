import { formatDuration } from '../../ui/quantities'
import type { Change, StepKind } from './timeline-changes'

/** How each step is called, and its colour in the bar. Neighbours differ in lightness, too. */
const LOOKS: Readonly<Record<StepKind, readonly [word: string, fill: string]>> = {
  download: ['download', 'bg-busy-fill'],
  hash: ['hash', 'bg-busy-fill/60'],
  unpack: ['unpack', 'bg-accent'],
  settings: ['settings', 'bg-accent/60'],
  snapshot: ['snapshot', 'bg-off-fill'],
  switch: ['switch', 'bg-ink'],
  check: ['check', 'bg-ok-fill'],
}

/** Where the time of a change went: a segment a step, as wide as it took, but never too narrow to be seen. */
export function PhaseBar({ steps }: { steps: Change['steps'] }) {
  if (steps.length === 0) return null
  const total = steps.reduce((sum, { durationMs }) => sum + durationMs, 0)
  return (
    <div className="grid gap-1.5">
      <div aria-hidden className="flex h-2 gap-px overflow-hidden rounded-full bg-inset">
        {steps.map(({ step, durationMs }) => (
          <div
            key={step}
            className={LOOKS[step][1]}
            style={{ flexGrow: durationMs, flexBasis: 0, minWidth: '0.375rem' }}
          />
        ))}
      </div>
      <ol className="flex flex-wrap gap-x-3 gap-y-0.5 text-ink-2 text-xs">
        {steps.map(({ step, durationMs }) => (
          <li key={step} className="flex items-center gap-1.5 whitespace-nowrap">
            <span aria-hidden className={`size-2 rounded-full ${LOOKS[step][1]}`} />
            {LOOKS[step][0]} <span className="font-mono">{formatDuration(durationMs)}</span>
          </li>
        ))}
        <li className="ml-auto whitespace-nowrap text-ink-3">
          in all <span className="font-mono">{formatDuration(total)}</span>
        </li>
      </ol>
    </div>
  )
}
