'use client'

import type { RolloutView } from '@goherd/protocol'
import Link from 'next/link'
import { CopyButton } from '../../../ui/copy-button'
import { PageHeader } from '../../../ui/page-header'
import { QueryView } from '../../../ui/query-view'
import { rolloutName } from '../describe-rollout'
import { useRollout, useRolloutEvents } from '../rollout-queries'
import { AboutPanel } from './about-panel'
import { ByCommandLine } from './by-command-line'
import { Controls } from './controls'
import { ErrorGroups, VanishedNotice } from './error-groups'
import { EventLog } from './event-log'
import { incidentSummary } from './incident-summary'
import { RolloutHosts } from './rollout-hosts'
import { StageCards } from './stage-card'
import { StatusPanel } from './status-panel'

function CopySummary({ rollout }: { rollout: RolloutView }) {
  const events = useRolloutEvents(rollout.id).data?.events ?? []
  return (
    <CopyButton size="normal" text={() => incidentSummary(rollout, events, window.location.href)}>
      Copy incident summary
    </CopyButton>
  )
}

/** A rollout while it runs and after it. It lives on the server: the page can be left and loaded again. */
export function RolloutPage({ id }: { id: string }) {
  const query = useRollout(id)
  return (
    <>
      <PageHeader
        crumb={
          <Link href="/rollouts" className="hover:underline">
            Rollouts
          </Link>
        }
        title={query.data ? rolloutName(query.data) : 'Rollout'}
        lead={query.data?.reason}
        actions={query.data && <CopySummary rollout={query.data} />}
      />
      <QueryView query={query} what="the rollout" lines={8}>
        {(rollout) => (
          <>
            <Controls rollout={rollout} />
            <StatusPanel rollout={rollout} />
            <ErrorGroups errors={rollout.errors} />
            <VanishedNotice rollout={rollout} />
            <StageCards rollout={rollout} />
            <div className="grid items-start gap-5 xl:grid-cols-[minmax(0,1.7fr)_minmax(0,1fr)]">
              <RolloutHosts rollout={rollout} />
              <div className="grid min-w-0 gap-5">
                <EventLog id={id} />
                <AboutPanel rollout={rollout} />
                <ByCommandLine rollout={rollout} />
              </div>
            </div>
          </>
        )}
      </QueryView>
    </>
  )
}
