import { clsx } from 'clsx'
import {
  CircleCheck,
  CircleDashed,
  CirclePause,
  CircleSlash,
  CircleStop,
  LoaderCircle,
  type LucideIcon,
  Undo2,
} from 'lucide-react'

/** How a stage stands, as the bar shows it. */
export type StageStanding = 'waiting' | 'running' | 'paused' | 'done' | 'reverted' | 'ended' | 'unreached'

interface StandingLook {
  readonly word: string
  readonly icon: LucideIcon
  readonly text: string
}

/** How each standing is called and how it looks: a colour, an icon and a word. */
export const STANDING_LOOKS: Readonly<Record<StageStanding, StandingLook>> = {
  waiting: { word: 'Waiting', icon: CircleDashed, text: 'text-ink-3' },
  running: { word: 'Running', icon: LoaderCircle, text: 'text-accent' },
  paused: { word: 'Paused', icon: CirclePause, text: 'text-warn' },
  done: { word: 'Done', icon: CircleCheck, text: 'text-ok' },
  reverted: { word: 'Taken back', icon: Undo2, text: 'text-warn' },
  ended: { word: 'Ended here', icon: CircleStop, text: 'text-ink-2' },
  unreached: { word: 'Not reached', icon: CircleSlash, text: 'text-ink-3' },
}

/** One stage of the bar. Its parts fill it in the order they are given; what they leave stays empty. */
export interface StageSegment {
  readonly key: string
  readonly name: string
  readonly standing: StageStanding
  readonly total: number
  /** Such as `3 of 4 hosts`. */
  readonly note: string
  readonly parts: readonly { readonly key: string; readonly amount: number; readonly fill: string }[]
}

interface StageBarProps {
  readonly label: string
  readonly segments: readonly StageSegment[]
  /** One line without words in sight, for lists. */
  readonly compact?: boolean
}

/** Larger stages are wider, but not in proportion: a canary of one host must be seen beside 10,000. */
function widthOf(total: number): number {
  return 1 + Math.log10(Math.max(1, total))
}

function Fill({ segment, compact }: { segment: StageSegment; compact: boolean }) {
  const here = segment.standing === 'running' || segment.standing === 'paused'
  return (
    <div
      aria-hidden
      className={clsx(
        'flex overflow-hidden rounded-full bg-none-fill',
        compact ? 'h-1.5' : 'h-2.5',
        here && !compact && 'ring-2 ring-current ring-offset-2 ring-offset-panel',
        STANDING_LOOKS[segment.standing].text,
      )}
    >
      {segment.parts
        .filter(({ amount }) => amount > 0)
        .map(({ key, amount, fill }) => (
          <div
            key={key}
            className={clsx('transition-[flex-grow] duration-500', fill)}
            style={{ flexGrow: amount, flexBasis: 0 }}
          />
        ))}
    </div>
  )
}

/** The stages of something that goes step by step, as one segmented bar and as a list that can be read. */
export function StageBar({ label, segments, compact = false }: StageBarProps) {
  return (
    <ol
      aria-label={label}
      className={clsx('flex', compact ? 'gap-1' : 'flex-wrap gap-x-2.5 gap-y-3 sm:flex-nowrap')}
    >
      {segments.map((segment) => {
        const { word, icon: Icon, text } = STANDING_LOOKS[segment.standing]
        return (
          <li
            key={segment.key}
            aria-current={
              segment.standing === 'running' || segment.standing === 'paused' ? 'step' : undefined
            }
            className={clsx(
              'relative grid content-start gap-2',
              compact ? 'min-w-2' : 'min-w-[8.5rem] sm:min-w-0',
            )}
            style={{ flexGrow: widthOf(segment.total), flexBasis: 0 }}
          >
            <Fill segment={segment} compact={compact} />
            <p className={compact ? 'sr-only' : 'grid gap-0.5'}>
              <span className="flex flex-wrap items-center gap-x-1.5">
                <Icon
                  aria-hidden
                  strokeWidth={2.25}
                  className={clsx(
                    'size-3.5 shrink-0',
                    text,
                    segment.standing === 'running' && 'animate-spin [animation-duration:2s]',
                  )}
                />
                <span className="font-medium">{segment.name}</span>
                <span className={clsx('text-xs', text)}>{word}</span>
              </span>{' '}
              <span className="text-ink-3 text-xs">{segment.note}</span>
            </p>
          </li>
        )
      })}
    </ol>
  )
}
