'use client'

import type { ReleaseDetail } from '@goherd/protocol'
import { CircleCheck, CircleMinus } from 'lucide-react'
import Link from 'next/link'
import { PageHeader } from '../../ui/page-header'
import { Panel } from '../../ui/panel'
import { count, formatBytes } from '../../ui/quantities'
import { QueryView } from '../../ui/query-view'
import { TimeAgo } from '../../ui/time-ago'
import { RecallButton, RecallNote } from './recall'
import { useRelease } from './release-queries'
import { SupportBadge } from './support-badge'

type Archive = ReleaseDetail['provenance'][number]

function Provenance({ archive }: { archive: Archive }) {
  const { filename, platform, size, sha256, keptAt, checks } = archive
  return (
    <li className="grid gap-2 border-line border-t px-4 py-3 first:border-t-0">
      <p className="flex flex-wrap items-baseline gap-x-3">
        <span className="font-medium font-mono text-xs">{platform}</span>
        <span className="break-all">{filename}</span>
        <span className="text-ink-3 text-xs">{formatBytes(size)}</span>
        <span className="text-ink-3 text-xs">
          {keptAt === null ? 'not fetched yet: nothing was checked' : <TimeAgo at={keptAt} />}
        </span>
      </p>
      {checks.length === 0 ? (
        <p className="break-all font-mono text-ink-3 text-xs">the catalogue says SHA-256 {sha256}</p>
      ) : (
        <ul aria-label={`Checks of ${filename}`} className="grid gap-1">
          {checks.map(({ check, ok, says }) => {
            const Icon = ok ? CircleCheck : CircleMinus
            return (
              <li key={check} className="flex items-start gap-2">
                <Icon aria-hidden className={`mt-0.5 size-4 shrink-0 ${ok ? 'text-ok' : 'text-ink-3'}`} />
                <span className="min-w-0 break-all">
                  <span className="font-medium">
                    {check}
                    <span className="sr-only">{ok ? ' checked' : ' not vouched for'}</span>:
                  </span>{' '}
                  <span className="text-ink-2">{says}</span>
                </span>
              </li>
            )
          })}
        </ul>
      )}
    </li>
  )
}

function Recalls({ recalls }: { recalls: ReleaseDetail['recalls'] }) {
  if (recalls.length === 0) return <p className="text-ink-3">It was never recalled.</p>
  return (
    <ol className="grid gap-2">
      {recalls.map(({ since, reason, by, liftedAt, liftedBy, expiresAt }) => (
        <li key={since}>
          <span className="font-medium">{reason}</span>{' '}
          <span className="text-ink-2">
            by {by}, <TimeAgo at={since} />
            {liftedAt !== null ? (
              <>
                ; lifted by {liftedBy}, <TimeAgo at={liftedAt} />
              </>
            ) : (
              expiresAt !== null && (
                <>
                  ; expires <TimeAgo at={expiresAt} />
                </>
              )
            )}
          </span>
        </li>
      ))}
    </ol>
  )
}

function HostsLink({ q, hosts, word }: { q: string; hosts: number; word: string }) {
  return (
    <Link href={`/hosts?q=${encodeURIComponent(q)}`} className="underline underline-offset-2">
      {word} {count(hosts, 'host')}
    </Link>
  )
}

/** One release: who runs it, where its archives came from and how they were verified, and its recalls. */
export function ReleasePage({ name }: { name: string }) {
  const query = useRelease(name)
  const release = query.data
  return (
    <>
      <PageHeader
        title={name}
        crumb={<Link href="/releases">Releases</Link>}
        actions={release && <RecallButton release={release} />}
      />
      <QueryView query={query} what={name} lines={8}>
        {(found) => (
          <div className="grid max-w-5xl grid-cols-1 gap-5">
            <p className="flex flex-wrap items-center gap-3">
              <SupportBadge support={found.support} />
              {found.recall !== null && <RecallNote recall={found.recall} />}
              <HostsLink q={found.onQuery} hosts={found.hosts} word="active on" />
              <HostsLink q={found.wantedQuery} hosts={found.wantedBy} word="wanted on" />
            </p>
            <Panel title="Provenance" note={`catalogue from ${found.source}`} flush>
              <ul aria-label="Archives">
                {found.provenance.map((archive) => (
                  <Provenance key={archive.filename} archive={archive} />
                ))}
              </ul>
            </Panel>
            <Panel title="Recalls">
              <Recalls recalls={found.recalls} />
            </Panel>
          </div>
        )}
      </QueryView>
    </>
  )
}
