import Link from 'next/link'
import { formatCount } from '../../ui/quantities'
import { hostsHref } from '../hosts/host-links'
import type { Fill, FillLook, Glyph } from './fills'

const STROKES: Readonly<Record<Exclude<Glyph, 'none' | 'hollow' | 'dot'>, string>> = {
  slash: 'M3 9 9 3',
  cross: 'M3 3 9 9M3 9 9 3',
  bar: 'M3 6h6',
  plus: 'M2.6 6h6.8M6 2.6v6.8',
  corner: 'M3.6 9V3.6H9',
}

function Mark({ glyph }: { glyph: Glyph }) {
  if (glyph === 'none') return null
  if (glyph === 'hollow') return <rect x="2" y="2" width="8" height="8" fill="var(--panel)" />
  if (glyph === 'dot') return <circle cx="6" cy="6" r="2.2" fill="var(--panel)" />
  return <path d={STROKES[glyph]} stroke="var(--panel)" strokeWidth="1.7" fill="none" />
}

/** A square as the map draws it, for legend and table. */
export function LookSwatch({ look: { colour, glyph } }: { look: Pick<FillLook, 'colour' | 'glyph'> }) {
  return (
    <svg aria-hidden viewBox="0 0 12 12" className="size-3 shrink-0">
      <rect width="12" height="12" fill={`var(${colour})`} />
      <Mark glyph={glyph} />
    </svg>
  )
}

/** What the squares mean, in words, with how many there are of each. */
export function MapLegend({ fill, q }: { fill: Fill; q: string }) {
  return (
    <ul aria-label="What the squares mean" className="flex flex-wrap gap-x-4 gap-y-1">
      {fill.looks
        .filter(({ hosts }) => hosts > 0)
        .map((look) => (
          <li key={look.key} className="inline-flex items-center gap-1.5 text-xs">
            <LookSwatch look={look} />
            {look.q === null ? (
              <span className="text-ink-2">{look.word}</span>
            ) : (
              <Link prefetch={false} href={hostsHref(q, look.q)} className="text-ink-2 hover:underline">
                {look.word}
              </Link>
            )}
            <span className="font-medium">{formatCount(look.hosts)}</span>
          </li>
        ))}
    </ul>
  )
}
