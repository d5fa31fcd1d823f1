'use client'

import type { FleetHistory, FleetSample } from '@goherd/protocol'
import { clsx } from 'clsx'
import { History } from 'lucide-react'
import { parseAsInteger, useQueryState } from 'nuqs'
import { type PointerEvent, useId, useState } from 'react'
import { Empty } from '../../ui/empty'
import { Panel } from '../../ui/panel'
import { count, formatCount } from '../../ui/quantities'
import { QueryView } from '../../ui/query-view'
import { STATE_LOOKS } from '../../ui/state-badge'
import { TimeAgo } from '../../ui/time-ago'
import { useFleetHistory } from './fleet-queries'
import { BANDS, type Band, nearestSample, SPANS, shapeHistory, troubled } from './history-shape'
import { HistoryTable } from './history-table'

const EXTENT = { width: 720, height: 180 }

const COLOURS: Readonly<Record<Band, string>> = {
  failed: 'var(--bad-fill)',
  drifted: 'var(--warn-fill)',
  offline: 'var(--off-fill)',
  updating: 'var(--busy-fill)',
}
/** Lines over the colour, so that bands differ without it. Updating has none. */
const HATCHES: Readonly<Partial<Record<Band, string>>> = {
  failed: 'M0 0 8 8M0 8 8 0',
  drifted: 'M0 8 8 0',
  offline: 'M0 4h8',
}

function Spans({ hours, setHours }: { hours: number; setHours: (hours: number) => void }) {
  return (
    <fieldset className="flex gap-1">
      <legend className="sr-only">How far back</legend>
      {SPANS.map((span) => (
        <button
          key={span.hours}
          type="button"
          aria-pressed={span.hours === hours}
          onClick={() => setHours(span.hours)}
          className={clsx(
            'h-7 rounded-md px-2 text-xs',
            span.hours === hours ? 'bg-inset font-medium' : 'text-ink-2 hover:bg-inset',
          )}
        >
          {span.word}
        </button>
      ))}
    </fieldset>
  )
}

function Legend({ sample }: { sample: FleetSample }) {
  return (
    <ul aria-label="Hosts that do not match" className="flex flex-wrap gap-x-4 gap-y-1 text-xs">
      {BANDS.map((band) => {
        const { word, icon: Icon, text } = STATE_LOOKS[band]
        return (
          <li key={band} className="inline-flex items-center gap-1.5">
            <Icon aria-hidden className={clsx('size-3.5', text)} strokeWidth={2.25} />
            <span className="text-ink-2">{word}</span>
            <span className="font-medium">{formatCount(sample[band])}</span>
          </li>
        )
      })}
    </ul>
  )
}

function Hatches({ id }: { id: string }) {
  return (
    <defs>
      {BANDS.map((band) => (
        <pattern key={band} id={`${id}-${band}`} width="8" height="8" patternUnits="userSpaceOnUse">
          <rect width="8" height="8" fill={COLOURS[band]} />
          <path d={HATCHES[band]} stroke="var(--panel)" strokeOpacity="0.45" strokeWidth="1" />
        </pattern>
      ))}
    </defs>
  )
}

/** The stacked bands, with a line at the moment that is pointed at. Without pointing it is the newest. */
function Drawing({ history, now, hours }: { history: FleetHistory; now: number; hours: number }) {
  const id = useId()
  const [pointed, setPointed] = useState<number | null>(null)
  const { samples } = history
  const shape = shapeHistory(samples, { from: now - hours * 3_600_000, to: now }, EXTENT)
  const index = pointed ?? samples.length - 1
  const sample = samples[index]
  if (!sample) return null
  const point = ({ currentTarget, clientX }: PointerEvent<SVGSVGElement>) => {
    const box = currentTarget.getBoundingClientRect()
    setPointed(nearestSample(shape.xs, ((clientX - box.left) / box.width) * EXTENT.width))
  }
  return (
    <div className="grid gap-2">
      <div className="flex flex-wrap items-baseline justify-between gap-x-4 gap-y-1">
        <Legend sample={sample} />
        <p className="text-ink-3 text-xs">
          {formatCount(troubled(sample))} of {count(sample.total, 'host')}, <TimeAgo at={sample.at} />
        </p>
      </div>
      <div className="relative">
        <svg
          role="img"
          aria-label={`Hosts that did not match, the most ${formatCount(Math.max(...samples.map(troubled)))}, now ${formatCount(troubled(samples.at(-1) ?? sample))}`}
          viewBox={`0 0 ${EXTENT.width} ${EXTENT.height}`}
          preserveAspectRatio="none"
          className="h-44 w-full touch-pan-y border-line border-b"
          onPointerMove={point}
          onPointerLeave={() => setPointed(null)}
        >
          <Hatches id={id} />
          <path d={`M0 0.5H${EXTENT.width}M0 ${EXTENT.height / 2}H${EXTENT.width}`} stroke="var(--line)" />
          {shape.bands.map(({ band, path }) => (
            <path key={band} d={path} fill={`url(#${id}-${band})`} stroke={COLOURS[band]} strokeWidth="1" />
          ))}
          {pointed !== null && (
            <path d={`M${shape.xs[index] ?? 0} 0V${EXTENT.height}`} stroke="var(--ink)" strokeWidth="1" />
          )}
        </svg>
        <span aria-hidden className="absolute top-0.5 left-0 bg-panel/80 pr-1 text-[0.6875rem] text-ink-3">
          {formatCount(shape.top)}
        </span>
      </div>
    </div>
  )
}

function NoHistory() {
  return (
    <Empty icon={History} title="History begins now.">
      The server keeps how many hosts match. The first line appears in a few minutes.
    </Empty>
  )
}

/** How many hosts did not match, over time. */
export function DriftChart() {
  const [hours, setHours] = useQueryState('hours', parseAsInteger.withDefault(SPANS[0].hours))
  const span = SPANS.find((known) => known.hours === hours) ?? SPANS[0]
  const history = useFleetHistory(span.hours)
  return (
    <Panel
      title="Drift over time"
      actions={<Spans hours={span.hours} setHours={(next) => void setHours(next)} />}
    >
      <QueryView query={history} what="the history" lines={4}>
        {(data) =>
          data.samples.length < 2 ? (
            <NoHistory />
          ) : (
            <div className="grid gap-3">
              <Drawing history={data} now={history.dataUpdatedAt} hours={span.hours} />
              <HistoryTable samples={data.samples} />
            </div>
          )
        }
      </QueryView>
    </Panel>
  )
}
