import type { HostDetail } from '@goherd/protocol'
import { ArrowRight, Fingerprint } from 'lucide-react'
import type { ReactNode } from 'react'
import { ProblemError } from '../../api/problem-error'
import { FailureNotice } from '../../ui/failure-notice'
import { Notice } from '../../ui/notice'
import { ProgressBar } from '../../ui/progress-bar'
import { describePhase } from './headline'
import { TimeLeft } from './hold'

function source({ wantedFrom, group }: HostDetail): string {
  if (wantedFrom === null) return 'nothing is assigned'
  return wantedFrom.kind === 'revision'
    ? `revision ${wantedFrom.number} of ${group}`
    : `snapshot ${wantedFrom.id}`
}

function Side({ title, value, note }: { title: string; value: string | null; note: ReactNode }) {
  return (
    <div className="grid gap-0.5">
      <p className="text-ink-3 text-xs">{title}</p>
      <p className="font-medium font-mono text-xl tracking-[-0.02em]">
        {value ?? <span className="text-ink-3">none</span>}
      </p>
      <p className="text-ink-2 text-xs">{note}</p>
    </div>
  )
}

function Doing({ host }: { host: HostDetail }) {
  const error = host.error ?? host.phase.error
  if (host.state === 'failed' && error) return <FailureNotice error={new ProblemError(200, error)} />
  if (host.observed === null && !host.online)
    return (
      <Notice tone="info" title="The agent has not reported yet.">
        It gets what is wanted when it connects. On the host, goherd-agent doctor says what keeps it from
        that.
      </Notice>
    )
  if (host.state === 'offline')
    return (
      <Notice tone="info" title="The agent does not answer.">
        What is shown is what it last reported. It gets what is wanted when it is back.
      </Notice>
    )
  if (host.state !== 'updating') return null
  const { done, total, until } = host.phase
  return (
    <div role="status" className="grid gap-1.5">
      <p className="text-accent first-letter:uppercase">
        {describePhase(host.phase)}
        {until !== undefined && (
          <>
            , <TimeLeft until={until} />
          </>
        )}
      </p>
      {done !== undefined && total !== undefined && (
        <ProgressBar label="Progress" done={done} total={total} />
      )}
    </div>
  )
}

/** What the host should run, what it runs, and whether that is proved. */
export function WantedAgainstActual({ host }: { host: HostDetail }) {
  return (
    <section aria-label="Wanted and actual" className="grid gap-4 rounded-lg border border-line bg-panel p-4">
      <div className="flex flex-wrap items-center gap-x-8 gap-y-4">
        <Side title="Wanted" value={host.wanted} note={source(host)} />
        <ArrowRight aria-hidden className="hidden size-4 text-ink-3 sm:block" />
        <Side
          title="Actual"
          value={host.actual}
          note={
            host.proved ? (
              <span
                className="inline-flex items-center gap-1 text-ok"
                title={host.observed?.proof ?? undefined}
              >
                <Fingerprint aria-hidden className="size-3.5" />
                proved by digest
              </span>
            ) : (
              'not proved'
            )
          }
        />
      </div>
      <Doing host={host} />
    </section>
  )
}
