'use client'

import type { RolloutView } from '@goherd/protocol'
import { clsx } from 'clsx'
import Link from 'next/link'
import type { RolloutHost } from '../../../api/answers'
import { Button } from '../../../ui/button'
import { Panel } from '../../../ui/panel'
import { formatCount } from '../../../ui/quantities'
import { QueryView } from '../../../ui/query-view'
import { Select } from '../../../ui/select'
import { Table, Td, Th } from '../../../ui/table'
import { TimeAgo } from '../../../ui/time-ago'
import { Version } from '../../../ui/version'
import { PROGRESS_LOOKS, PROGRESS_ORDER } from '../progress-looks'
import { ProgressBadge } from '../rollout-badge'
import { useRolloutHosts } from '../rollout-queries'
import { pageOf, toHostsQuery, useHostPage } from './use-host-page'

function Row({ host, hasGroups }: { host: RolloutHost; hasGroups: boolean }) {
  return (
    <tr className="hover:bg-inset/50">
      <Td className="whitespace-nowrap">
        <Link
          prefetch={false}
          href={`/hosts/${encodeURIComponent(host.host)}`}
          className="font-medium hover:underline"
        >
          {host.host}
        </Link>
        {!host.online && <span className="ml-2 text-ink-3 text-xs">offline</span>}
      </Td>
      {hasGroups && <Td className="hidden text-ink-2 sm:table-cell">{host.group}</Td>}
      <Td>{host.stage + 1}</Td>
      <Td>
        <ProgressBadge progress={host.progress} />
      </Td>
      <Td className="hidden break-words text-ink-2 md:table-cell">{host.says}</Td>
      <Td className="hidden lg:table-cell">
        <Version name={host.actual} />
      </Td>
      <Td className="hidden text-ink-3 text-xs sm:table-cell">
        <TimeAgo at={host.at} none="" />
      </Td>
    </tr>
  )
}

function Chips({ rollout, page }: { rollout: RolloutView; page: ReturnType<typeof useHostPage> }) {
  const { values, filter } = page
  const shown = PROGRESS_ORDER.filter(
    (progress) => rollout.counts[progress] > 0 || values.progress === progress,
  )
  return (
    <fieldset className="flex flex-wrap gap-1.5">
      <legend className="sr-only">Progress</legend>
      {[null, ...shown].map((progress) => (
        <button
          key={progress ?? 'all'}
          type="button"
          aria-pressed={values.progress === progress}
          onClick={() => filter({ progress })}
          className={clsx(
            'inline-flex h-8 items-center gap-1.5 whitespace-nowrap rounded-md border px-2.5',
            values.progress === progress
              ? 'border-ink-3 bg-inset font-medium text-ink'
              : 'border-line bg-panel text-ink-2 hover:border-line-strong',
          )}
        >
          {progress !== null && (
            <span aria-hidden className={clsx('size-2 rounded-full', PROGRESS_LOOKS[progress].fill)} />
          )}
          {progress === null ? 'All' : PROGRESS_LOOKS[progress].word}
          <span className="text-ink-3">
            {formatCount(progress === null ? rollout.hosts : rollout.counts[progress])}
          </span>
        </button>
      ))}
    </fieldset>
  )
}

function StageFilter({ rollout, page }: { rollout: RolloutView; page: ReturnType<typeof useHostPage> }) {
  return (
    <Select
      aria-label="Stage"
      className="w-32"
      value={page.values.stage ?? ''}
      onChange={(event) =>
        page.filter({ stage: event.target.value === '' ? null : Number(event.target.value) })
      }
    >
      <option value="">All stages</option>
      {rollout.stages.map(({ stage }) => (
        <option key={stage} value={stage + 1}>
          Stage {stage + 1}
        </option>
      ))}
    </Select>
  )
}

/** The hosts of a rollout, filtered and paged by the server. */
export function RolloutHosts({ rollout }: { rollout: RolloutView }) {
  const page = useHostPage()
  const query = useRolloutHosts(rollout.id, toHostsQuery(page.values))
  const hasGroups = rollout.groups.length > 1
  const total = query.data?.total ?? 0
  const { first, last, hasBefore, hasAfter } = pageOf(page.values, total)
  return (
    <div id="hosts" className="scroll-mt-16">
      <Panel title="Hosts" flush>
        <div className="flex flex-wrap items-center gap-2 border-line border-b px-4 py-2.5">
          <StageFilter rollout={rollout} page={page} />
          <Chips rollout={rollout} page={page} />
        </div>
        <QueryView query={query} what="the hosts of the rollout">
          {({ hosts }) =>
            hosts.length === 0 ? (
              <p className="p-4 text-ink-3">No host is in this state now.</p>
            ) : (
              <Table label="Hosts of the rollout">
                <thead>
                  <tr>
                    <Th>Host</Th>
                    {hasGroups && <Th className="hidden sm:table-cell">Group</Th>}
                    <Th>Stage</Th>
                    <Th>Progress</Th>
                    <Th className="hidden md:table-cell">Says</Th>
                    <Th className="hidden lg:table-cell">Actual</Th>
                    <Th className="hidden sm:table-cell">Since</Th>
                  </tr>
                </thead>
                <tbody>
                  {hosts.map((host) => (
                    <Row key={host.host} host={host} hasGroups={hasGroups} />
                  ))}
                </tbody>
              </Table>
            )
          }
        </QueryView>
        {(hasBefore || hasAfter) && (
          <nav
            aria-label="Pages of hosts"
            className="flex items-center justify-end gap-2 border-line border-t px-4 py-2"
          >
            <span aria-live="polite" className="mr-auto text-ink-3 text-xs">
              {formatCount(first)}–{formatCount(last)} of {formatCount(total)}
            </span>
            <Button
              size="small"
              refusal={hasBefore ? undefined : 'this is the first page'}
              onClick={() => page.goTo(page.values.page - 1)}
            >
              Previous
            </Button>
            <Button
              size="small"
              refusal={hasAfter ? undefined : 'this is the last page'}
              onClick={() => page.goTo(page.values.page + 1)}
            >
              Next
            </Button>
          </nav>
        )}
      </Panel>
    </div>
  )
}
