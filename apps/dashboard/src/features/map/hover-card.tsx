import { StateBadge } from '../../ui/state-badge'
import { WantedActual } from '../../ui/version'
import type { Square } from './describe-square'

const WIDTH = 232
const HEIGHT = 112

interface HoverCardProps {
  readonly square: Square
  /** The middle of the square, and where the card has to stay, in CSS pixels of the map. */
  readonly x: number
  readonly y: number
  readonly width: number
}

/** What a square is, beside it. The same is said to screen readers when the square is reached with the arrow keys. */
export function HoverCard({ square, x, y, width }: HoverCardProps) {
  const left = Math.max(0, Math.min(width - WIDTH, x + 14))
  const top = y > HEIGHT + 24 ? y - HEIGHT - 14 : y + 18
  return (
    <div
      aria-hidden
      className="pointer-events-none absolute z-20 grid content-start gap-1 rounded-md border border-line-strong bg-panel p-3 shadow-float"
      style={{ left, top, width: Math.min(WIDTH, width), minHeight: HEIGHT }}
    >
      <p className="truncate font-medium">{square.name}</p>
      <StateBadge state={square.state} className="text-xs" />
      <p className="text-xs">
        {square.actual === null && square.wanted === null ? (
          'No Go'
        ) : (
          <WantedActual wanted={square.wanted} actual={square.actual} />
        )}
      </p>
      <p className="truncate text-ink-3 text-xs">
        {[square.group, square.platform, square.label].filter((part) => part !== null).join(' · ')}
      </p>
    </div>
  )
}
