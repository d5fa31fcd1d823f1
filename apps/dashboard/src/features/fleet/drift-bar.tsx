import type { HostState } from '@goherd/model'
import type { FleetStatus } from '@goherd/protocol'
import { clsx } from 'clsx'
import Link from 'next/link'
import { formatCount } from '../../ui/quantities'
import { STATE_LOOKS } from '../../ui/state-badge'
import { hostsHref } from '../hosts/host-links'

type Counts = FleetStatus['hosts']

/** The count of each state, in the order of the bar. */
const SEGMENTS: readonly (readonly [state: HostState, count: (hosts: Counts) => number])[] = [
  ['in-sync', (hosts) => hosts.inSync],
  ['updating', (hosts) => hosts.updating],
  ['drifted', (hosts) => hosts.drifted],
  ['failed', (hosts) => hosts.failed],
  ['offline', (hosts) => hosts.offline],
  ['unmanaged', (hosts) => hosts.unmanaged],
]

/** All hosts as one bar, a segment for each state, with its legend below. */
export function DriftBar({ hosts }: { hosts: Counts }) {
  const shown = SEGMENTS.map(([state, of]) => ({ state, amount: of(hosts) })).filter(
    ({ amount }) => amount > 0,
  )
  return (
    <div className="grid gap-3">
      <div aria-hidden className="flex h-2.5 gap-0.5 overflow-hidden rounded-full">
        {shown.map(({ state, amount }) => (
          <div
            key={state}
            className={clsx('min-w-1.5 transition-[flex-grow] duration-500', STATE_LOOKS[state].fill)}
            style={{ flexGrow: amount, flexBasis: 0 }}
          />
        ))}
      </div>
      <ul aria-label="Hosts by state" className="flex flex-wrap gap-x-5 gap-y-1.5">
        {shown.map(({ state, amount }) => {
          const { word, icon: Icon, text } = STATE_LOOKS[state]
          return (
            <li key={state}>
              <Link
                prefetch={false}
                href={hostsHref(`state:${state}`)}
                className="group inline-flex items-center gap-1.5 text-ink-2"
              >
                <Icon aria-hidden className={clsx('size-3.5', text)} strokeWidth={2.25} />
                <span className="group-hover:underline">{word}</span>
                <span className="font-medium text-ink">{formatCount(amount)}</span>
              </Link>
            </li>
          )
        })}
      </ul>
    </div>
  )
}
