'use client'

import { Facts } from '../../ui/facts'
import { Panel } from '../../ui/panel'
import { QueryView } from '../../ui/query-view'
import { TimeAgo } from '../../ui/time-ago'
import { useMe } from '../access/use-me'
import { useFleetStatus } from '../fleet/fleet-queries'
import { useReleases } from '../releases/release-queries'

/** Which server this is, and what it knows. */
export function AboutPanel() {
  const status = useFleetStatus()
  const releases = useReleases()
  const { data: me } = useMe()
  return (
    <Panel title="About" note="this server">
      <QueryView query={status} what="the server">
        {({ serverVersion, hosts }) => (
          <Facts
            rows={[
              ['Server', `goherd ${serverVersion}`],
              ['Hosts', hosts.total],
              [
                'Catalogue',
                releases.data
                  ? `${releases.data.releases.length} releases from ${releases.data.source}`
                  : '…',
              ],
              ['Read', <TimeAgo key="read" at={releases.data?.syncedAt ?? null} />],
              ['You', me ? `${me.name}, ${me.role}` : '…'],
            ]}
          />
        )}
      </QueryView>
    </Panel>
  )
}
