'use client'

import type { RollbackView } from '@goherd/protocol'
import { clsx } from 'clsx'
import { useNow } from '../../ui/clock'
import { ProgressBar } from '../../ui/progress-bar'
import { count, formatCount, formatDuration, truncatedPercent } from '../../ui/quantities'
import { useFleetStatus } from '../fleet/fleet-queries'
import { LiftButton } from '../fleet/lift-dialog'
import { formatRate, type RollbackFigures, rollbackFigures } from './rollback-progress'
import { ROLLBACK_LOOKS } from './rollback-state'

function explain({ state, debt, failed }: RollbackView, { live, elapsedMs }: RollbackFigures): string {
  const owed = debt.length === 0 ? '' : ` ${count(debt.length, 'host')} offline, they get it first on return.`
  switch (state) {
    case 'running':
      return `A host counts when its digest of tree, link and settings is the expected one.${owed}`
    case 'complete':
      return `Every live host, ${formatCount(live)} of ${formatCount(live)}, proved the restored state by digest in ${formatDuration(elapsedMs)}.${owed}`
    case 'incomplete':
      return `${count(failed.length, 'host')} did not reach the restored state; a person must look.${owed}`
    case 'superseded':
      return 'Something newer was assigned before every host had proved this. The newer one counts.'
  }
}

function Figure({ name, value, bad = false }: { name: string; value: string; bad?: boolean }) {
  return (
    <div className="grid gap-0.5">
      <dt className="text-ink-3 text-xs">{name}</dt>
      <dd className={clsx('font-medium text-base', bad && 'text-bad')}>{value}</dd>
    </div>
  )
}

function Frozen() {
  const frozen = useFleetStatus().data?.frozen ?? false
  if (!frozen) return null
  return (
    <div className="flex flex-wrap items-center gap-3 border-line border-t px-5 py-3">
      <p className="flex-1 basis-60 text-ink-2">The fleet stays frozen until a person lifts it.</p>
      <LiftButton />
    </div>
  )
}

/** How many hosts proved the restored state, how fast, and when it is over: that it is. */
export function ProofPanel({ rollback }: { rollback: RollbackView }) {
  const figures = rollbackFigures(rollback, useNow(rollback.state === 'running' ? 'fast' : 'slow'))
  const { title, icon: Icon, text } = ROLLBACK_LOOKS[rollback.state]
  const tone = rollback.state === 'complete' ? 'ok' : rollback.state === 'incomplete' ? 'bad' : 'busy'
  return (
    <section
      aria-label="Progress of the rollback"
      className={clsx(
        'rounded-lg border bg-panel',
        rollback.state === 'complete' ? 'border-ok-fill/50' : 'border-line',
      )}
    >
      <div className="grid gap-5 p-5">
        <div aria-live="polite" className="grid gap-1">
          <h2 className={clsx('flex items-center gap-2 font-semibold text-xl tracking-[-0.01em]', text)}>
            <Icon aria-hidden className={clsx('size-5', rollback.state === 'running' && 'animate-spin')} />
            {title}
          </h2>
          <p className="text-ink-2">{explain(rollback, figures)}</p>
        </div>
        <div className="grid gap-2">
          <p className="flex flex-wrap items-baseline gap-x-3">
            <span className="font-semibold text-3xl tracking-[-0.03em]">
              {formatCount(rollback.proved)} of {count(rollback.hosts, 'host')} proved
            </span>
            <span className="text-ink-3">
              {truncatedPercent(figures.proved, figures.live)} % of those that answer
            </span>
          </p>
          <ProgressBar
            label="Proved hosts"
            done={figures.proved}
            total={figures.live}
            tone={tone}
            size="thick"
          />
        </div>
        <dl className="grid grid-cols-2 gap-4 sm:grid-cols-4">
          <Figure name="Rate" value={formatRate(figures.rate)} />
          <Figure
            name={rollback.finishedAt === null ? 'Running for' : 'Took'}
            value={formatDuration(figures.elapsedMs)}
          />
          <Figure
            name="Failed"
            value={formatCount(rollback.failed.length)}
            bad={rollback.failed.length > 0}
          />
          <Figure name="Offline, owed" value={formatCount(rollback.debt.length)} />
        </dl>
      </div>
      {rollback.state !== 'running' && <Frozen />}
    </section>
  )
}
