import type { RolloutView } from '@goherd/protocol'
import { clsx } from 'clsx'
import { CircleCheck, CircleDashed, CircleHelp, CircleX, type LucideIcon } from 'lucide-react'
import { TimeAgo } from '../../../ui/time-ago'

export type Gate = RolloutView['stages'][number]['gates'][number]

interface VerdictLook {
  readonly word: string
  readonly icon: LucideIcon
  readonly text: string
}

const VERDICTS: Readonly<Record<NonNullable<Gate['verdict']>, VerdictLook>> = {
  pass: { word: 'Pass', icon: CircleCheck, text: 'text-ok' },
  fail: { word: 'Fail', icon: CircleX, text: 'text-bad' },
  inconclusive: { word: 'Inconclusive', icon: CircleHelp, text: 'text-warn' },
}
const UNANSWERED: VerdictLook = { word: 'Not asked yet', icon: CircleDashed, text: 'text-ink-3' }

/** What each kind of gate is. */
const GATE_KINDS: Readonly<Record<Gate['kind'], string>> = {
  smoke: 'smoke check',
  prometheus: 'Prometheus query',
  webhook: 'webhook',
  build: 'real build',
}

/** A gate with its verdict, and the value it measured against its limit. */
export function GateLine({ gate }: { gate: Gate }) {
  const { word, icon: Icon, text } = gate.verdict === null ? UNANSWERED : VERDICTS[gate.verdict]
  return (
    <li className="grid grid-cols-[auto_1fr] gap-x-2">
      <Icon aria-hidden className={clsx('mt-0.5 size-3.5', text)} strokeWidth={2.25} />
      <div className="min-w-0">
        <p className="flex flex-wrap items-baseline gap-x-2">
          <span className="font-medium">{gate.name}</span>
          <span className={clsx('text-xs', text)}>{word}</span>
          <span className="text-ink-3 text-xs">{GATE_KINDS[gate.kind]}</span>
          {gate.at !== null && (
            <span className="ml-auto text-ink-3 text-xs">
              <TimeAgo at={gate.at} />
            </span>
          )}
        </p>
        {gate.said !== '' && <p className="break-words text-ink-2 text-xs">{gate.said}</p>}
      </div>
    </li>
  )
}
