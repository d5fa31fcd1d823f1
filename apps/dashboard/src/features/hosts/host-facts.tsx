import type { HostDetail } from '@goherd/protocol'
import { Facts } from '../../ui/facts'
import { Panel } from '../../ui/panel'
import { formatBytes } from '../../ui/quantities'
import { TimeAgo } from '../../ui/time-ago'

/** What the machine is. */
export function HostFacts({ host }: { host: HostDetail }) {
  const { facts } = host
  const known: (readonly [string, string | undefined])[] = [
    ['Hostname', facts.hostname],
    ['Platform', facts.platform],
    ['Distribution', facts.distribution],
    ['Kernel', facts.kernel],
    ['libc', facts.libc],
    ['CPUs', facts.cpus?.toString()],
    ['Memory', facts.memoryBytes === undefined ? undefined : formatBytes(facts.memoryBytes)],
    ['Free disk', facts.freeBytes === undefined ? undefined : formatBytes(facts.freeBytes)],
    ['User', facts.user],
    ['Agent', `${facts.agentVersion}, Node ${facts.nodeVersion}`],
  ]
  return (
    <Panel title="Facts">
      <Facts
        rows={[
          ...known.flatMap(([name, value]) => (value === undefined ? [] : [[name, value] as const])),
          [
            'Root',
            <span key="root" className="break-all font-mono text-xs">
              {host.root}
            </span>,
          ],
          ['Enrolled', <TimeAgo key="enrolled" at={host.enrolledAt} />],
        ]}
      />
    </Panel>
  )
}
