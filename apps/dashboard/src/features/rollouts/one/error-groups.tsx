import type { RolloutView } from '@goherd/protocol'
import { CircleX } from 'lucide-react'
import Link from 'next/link'
import { Notice } from '../../../ui/notice'
import { Panel } from '../../../ui/panel'
import { count, formatCount } from '../../../ui/quantities'

type ErrorGroup = RolloutView['errors'][number]

function Group({ group: { code, message, hosts, names } }: { group: ErrorGroup }) {
  const rest = hosts - names.length
  return (
    <li className="grid grid-cols-[auto_1fr] gap-x-2.5 px-4 py-3">
      <CircleX aria-hidden className="mt-0.5 size-4 text-bad" />
      <div className="grid min-w-0 gap-1">
        <p className="break-words">
          <span className="font-medium text-bad">{count(hosts, 'host')}:</span> {message}{' '}
          <span className="font-mono text-ink-3 text-xs">{code}</span>
        </p>
        <p className="flex flex-wrap gap-x-3 gap-y-0.5">
          {names.map((name) => (
            <Link
              key={name}
              prefetch={false}
              href={`/hosts/${encodeURIComponent(name)}`}
              className="text-accent hover:underline"
            >
              {name}
            </Link>
          ))}
          {rest > 0 && <span className="text-ink-3">and {formatCount(rest)} more</span>}
        </p>
      </div>
    </li>
  )
}

/** What went wrong, the most hosts first, each with its hosts. Nothing is shown while nothing did. */
export function ErrorGroups({ errors }: Pick<RolloutView, 'errors'>) {
  if (errors.length === 0) return null
  const hosts = errors.reduce((sum, group) => sum + group.hosts, 0)
  return (
    <Panel title="Errors" note={count(hosts, 'host')} flush className="border-bad-fill/40">
      <ul className="divide-y divide-line">
        {errors.map((group) => (
          <Group key={`${group.code} ${group.message}`} group={group} />
        ))}
      </ul>
    </Panel>
  )
}

/** Hosts that were in the middle of the change when they fell silent: nobody knows what they run. */
export function VanishedNotice({ rollout }: { rollout: RolloutView }) {
  const { silent } = rollout.counts
  if (silent === 0) return null
  return (
    <Notice
      tone="warn"
      role="status"
      title={`${count(silent, 'host')} vanished in the middle of the change.`}
      actions={
        <Link
          href={`/rollouts/${encodeURIComponent(rollout.id)}?progress=silent#hosts`}
          className="text-accent hover:underline"
        >
          Who?
        </Link>
      }
    >
      They were updating and have not been heard of since. They may be on either revision; silence counts as
      neither success nor failure, and has its own budget.
    </Notice>
  )
}
