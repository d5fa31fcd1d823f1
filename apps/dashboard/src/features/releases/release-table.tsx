'use client'

import type { ReleaseView } from '@goherd/protocol'
import { HardDriveDownload, Package } from 'lucide-react'
import Link from 'next/link'
import { Badge } from '../../ui/badge'
import { Empty } from '../../ui/empty'
import { count, formatBytes } from '../../ui/quantities'
import { QueryView } from '../../ui/query-view'
import { Table, Td, Th } from '../../ui/table'
import { TimeAgo } from '../../ui/time-ago'
import { Version } from '../../ui/version'
import { RecallButton, RecallNote } from './recall'
import { useReleases } from './release-queries'
import { SupportBadge } from './support-badge'

function Archives({ archives }: { archives: ReleaseView['archives'] }) {
  const kept = archives.filter((archive) => archive.kept)
  if (kept.length === 0)
    return <span className="text-ink-3">{count(archives.length, 'archive')}, none kept</span>
  return (
    <ul className="grid gap-0.5">
      {kept.map(({ filename, platform, sha256, size }) => (
        <li key={filename} className="flex items-center gap-2" title={`${filename}, SHA-256 ${sha256}`}>
          <HardDriveDownload aria-hidden className="size-3.5 text-ok" />
          <span className="font-mono text-xs">{platform}</span>
          <span className="text-ink-3 text-xs">{formatBytes(size)}, checked</span>
          <span className="hidden font-mono text-ink-3 text-xs lg:inline">{sha256.slice(0, 12)}</span>
        </li>
      ))}
    </ul>
  )
}

function ReleaseRow({ release }: { release: ReleaseView }) {
  return (
    <tr>
      <Td>
        <span className="flex flex-wrap items-center gap-2">
          <Link
            href={`/releases/${encodeURIComponent(release.release)}`}
            className="underline-offset-2 hover:underline"
          >
            <Version name={release.release} className="font-medium" />
          </Link>
          {!release.stable && <Badge>Pre-release</Badge>}
          <SupportBadge support={release.support} />
          {release.recall !== null && <RecallNote recall={release.recall} />}
        </span>
      </Td>
      <Td className="whitespace-nowrap">
        {release.hosts === 0 ? <span className="text-ink-3">none</span> : count(release.hosts, 'host')}
      </Td>
      <Td className="hidden whitespace-nowrap sm:table-cell">
        {release.wantedBy === 0 ? <span className="text-ink-3">none</span> : count(release.wantedBy, 'host')}
      </Td>
      <Td className="hidden md:table-cell">
        <Archives archives={release.archives} />
      </Td>
      <Td className="text-right">
        <RecallButton release={release} />
      </Td>
    </tr>
  )
}

/** The catalogue: what exists, how Go supports it, who runs it, what this server keeps. */
export function ReleaseTable() {
  const query = useReleases()
  return (
    <section aria-label="Releases" className="overflow-hidden rounded-lg border border-line bg-panel">
      <QueryView query={query} what="releases" lines={6}>
        {({ releases, source, syncedAt }) => (
          <>
            <p className="flex flex-wrap gap-x-3 border-line border-b px-4 py-2.5 text-ink-2">
              <span>{count(releases.length, 'release')}</span>
              <span className="min-w-0 break-all text-ink-3">
                from {source}, read <TimeAgo at={syncedAt} />
              </span>
            </p>
            {releases.length === 0 ? (
              <Empty icon={Package} title="The catalogue is empty.">
                Sync it, or check the source the server was given.
              </Empty>
            ) : (
              <Table label="Releases table">
                <thead>
                  <tr>
                    <Th>Release</Th>
                    <Th>Active on</Th>
                    <Th className="hidden sm:table-cell">Wanted on</Th>
                    <Th className="hidden md:table-cell">Kept archives</Th>
                    <Th>
                      <span className="sr-only">Recall</span>
                    </Th>
                  </tr>
                </thead>
                <tbody>
                  {releases.map((release) => (
                    <ReleaseRow key={release.release} release={release} />
                  ))}
                </tbody>
              </Table>
            )}
          </>
        )}
      </QueryView>
    </section>
  )
}
